"""Why something is so, in the person's language: the half sentences that errors and plans carry as `reason`.

They come from many places of the client and the engine, as English text with names and numbers already in it. As with
gettext, the English is the key: each text below is a pattern whose placeholders stand for whatever is there. A reason that
fits none (an operating system's or a library's own words) is shown as it came.
"""

from __future__ import annotations

import re
from typing import Callable, Optional, Pattern, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.errors import fill

Translate = Callable[[str, str], str]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def reason_text(reason: str) -> str:
    """A reason, translated where it is known. Of "known: somebody else's words" the first part is."""
    head, colon, rest = reason.partition(": ")
    known = _translated(head) if colon else None
    if known is not None:
        return f"{known}: {rest}"
    whole = _translated(reason)
    return reason if whole is None else whole


def _translated(reason: str) -> Optional[str]:
    for number, pattern in _patterns():
        match = pattern.fullmatch(reason)
        if match is not None:
            return fill(_tables(QCoreApplication.translate)[number], match.groupdict())
    return None


_compiled: Tuple[Tuple[int, Pattern[str]], ...] = ()


def _patterns() -> Tuple[Tuple[int, Pattern[str]], ...]:
    """The English texts as patterns with their places in the tables; the ones with most words of their own come first."""
    global _compiled
    if not _compiled:
        texts = list(enumerate(english_reasons()))
        texts.sort(key=lambda item: -len(_PLACEHOLDER.sub("", item[1])))
        _compiled = tuple((number, _pattern(text)) for number, text in texts)
    return _compiled


def english_reasons() -> Tuple[str, ...]:
    """The texts as they stand below."""
    return _tables(lambda _context, text: text)


def _pattern(text: str) -> Pattern[str]:
    parts = _PLACEHOLDER.split(text)  # words, name, words, name, ..., words
    pattern = (f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(pattern), re.DOTALL)


def _tables(translate: Translate) -> Tuple[str, ...]:
    return (
        *_of_devices(translate),
        *_of_the_engine(translate),
        *_of_the_setup(translate),
        *_of_jobs(translate),
        *_of_cards(translate),
        *_of_packages(translate),
        *_of_weights(translate),
        *_of_training_data(translate),
        *_of_onnx(translate),
        *_of_imports(translate),
        *_of_bases(translate),
        *_of_references(translate),
    )


def _of_devices(translate: Translate) -> Tuple[str, ...]:
    return (
        translate("Landweave", "chosen by hand"),
        translate("Landweave", "graphics card {name}"),
        translate("Landweave", "Apple graphics"),
        translate("Landweave", "no graphics card was found"),
    )


def _of_the_engine(translate: Translate) -> Tuple[str, ...]:
    """How its process ended (`core.client.exits`, `core.client.process`)."""
    return (
        translate("Landweave", "it was killed (SIGKILL); the system probably ran out of memory"),
        translate("Landweave", "it could not reach memory or a file (SIGBUS); a disk may be full or a network drive gone"),
        translate("Landweave", "this processor lacks an instruction that it needs"),
        translate("Landweave", "this processor lacks an instruction that it needs (SIGILL)"),
        translate("Landweave", "it was ended from outside"),
        translate("Landweave", "it was ended from outside (SIGTERM)"),
        translate("Landweave", "the system ran out of memory"),
        translate("Landweave", "it crashed in compiled code ({signal})"),
        translate("Landweave", "it aborted in compiled code ({signal})"),
        translate("Landweave", "it crashed in a calculation ({signal})"),
        translate("Landweave", "a library (DLL) is missing; the Microsoft Visual C++ runtime may not be installed"),
        translate("Landweave", "a library (DLL) has the wrong version"),
        translate("Landweave", "a library (DLL) could not be started"),
        translate("Landweave", "its memory was damaged (heap corruption)"),
        translate("Landweave", "it was ended by signal {number}"),
        translate("Landweave", "it was ended by {signal}"),
        translate("Landweave", "it ended with the Windows status {status}"),
        translate("Landweave", "it ended with exit code {code}"),
        translate("Landweave", "its worker process ended with the code {code}"),
        translate("Landweave", "it said nothing for {seconds} s"),
        translate("Landweave", "it has no pipes"),
        translate("Landweave", "an allocation failed"),
        translate("Landweave", "an array did not fit"),
    )


def _of_the_setup(translate: Translate) -> Tuple[str, ...]:
    """What a set-up does and meets (`core.client.setup`, `.pythons`, `.home`, `core.engine.doctor`)."""
    return (
        translate("Landweave", "preparing the folder"),
        translate("Landweave", "creating the Python environment"),
        translate("Landweave", "downloading packages"),
        translate("Landweave", "installing packages"),
        translate("Landweave", "checking the result"),
        translate("Landweave", "removing the old engine"),
        translate("Landweave", "'{path}' is in use"),
        translate("Landweave", "'{path}' has no venv"),
        translate("Landweave", "pip said nothing"),
        translate("Landweave", "there is no such file"),
        translate("Landweave", "it did not answer within {seconds} s"),
        translate("Landweave", "it is no Python"),
        translate("Landweave", "it is Python {version}"),
        translate("Landweave", "it is a {bits}-bit {implementation}"),
        translate("Landweave", "it has not been set up for this version of Landweave"),
        translate("Landweave", "process {pid} is setting it up"),
        translate("Landweave", "the chosen Python '{path}' is gone"),
        translate("Landweave", "the Python that it was built with is gone ({path})"),
        translate("Landweave", "the module '{name}' is missing"),
    )


def _of_jobs(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with a job or with its raster (`core.contract.jobs`, `core.raster`)."""
    return (
        translate("Landweave", "no raster was named"),
        translate("Landweave", "no model was named"),
        translate("Landweave", "no output folder was named"),
        translate("Landweave", "the name '{name}' cannot be used for files"),
        translate("Landweave", "band numbers start at 1, found {found}"),
        translate("Landweave", "{setting} must not be negative, found {found}"),
        translate("Landweave", "{setting} must be at least 1, found {found}"),
        translate("Landweave", "device must be auto, cpu, mps, cuda or cuda:N, found '{found}'"),
        translate("Landweave", "polygon format must be one of {known}, found '{found}'"),
        translate("Landweave", "polygon format must be one of {known}"),
        translate("Landweave", "it takes {bytes} bytes; at most {limit} are possible"),
        translate("Landweave", "the coordinate system is not understood ({reason})"),
        translate("Landweave", "the model has {wanted} bands, but {found} were chosen"),
        translate("Landweave", "its size is not that of the class raster"),
        translate("Landweave", "its values are {dtype} instead of uint8"),
        translate("Landweave", "the finished layer is not complete"),
        translate("Landweave", "the new model would replace the model that it starts from"),
        translate("Landweave", "'{path}' is there already and is no model"),
        translate("Landweave", "it is there already and not empty"),
        translate("Landweave", "writing is not permitted"),
    )


def _of_cards(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with a model's card (`core.contract.card`)."""
    return (
        translate("Landweave", "{file} is not there"),
        translate("Landweave", "{file} is larger than {limit} bytes"),
        translate("Landweave", "{file} is not JSON ({reason})"),
        translate("Landweave", "{file} is not an object"),
        translate("Landweave", "{file} is not a model card of Landweave"),
        translate("Landweave", "it has no name"),
        translate("Landweave", "it lists no bands"),
        translate("Landweave", "it lists {count} class(es); at least 2 are needed"),
        translate("Landweave", "it lists {count} classes; at most 255 are possible"),
        translate("Landweave", "class values must be 0, 1, 2 ...; found {found}"),
        translate("Landweave", "a class colour is not of the form #rrggbb"),
        translate("Landweave", "the resolutions are not in order"),
        translate("Landweave", "a halo is negative"),
        translate("Landweave", "the checksum of the weights is missing"),
        translate("Landweave", "unknown scaling '{name}'"),
        translate("Landweave", "the scaling '{name}' lacks its numbers"),
        translate("Landweave", "a standard deviation is zero"),
        translate("Landweave", "a scaling range is empty"),
    )


def _of_packages(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with a model's folder or zip (`models.package`, `.package_files`, `.registry`)."""
    return (
        translate("Landweave", "architecture"),
        translate("Landweave", "encoder"),
        translate("Landweave", "its card names the {what} '{found}', its configuration '{other}'"),
        translate("Landweave", "its weights are '{file}', which can run code when loaded"),
        translate("Landweave", "its weights file is {what} and not safetensors"),
        translate("Landweave", "'{name}' is a link or no ordinary file"),
        translate("Landweave", "'{name}' in it is a link or no ordinary file"),
        translate("Landweave", "it is no whole zip archive ({reason})"),
        translate("Landweave", "it is no folder"),
        translate("Landweave", "it holds no {file}"),
        translate("Landweave", "it holds files of several folders"),
        translate("Landweave", "it holds '{name}' twice"),
        translate("Landweave", "it holds '{name}', which is no part of a model"),
        translate("Landweave", "something is there already"),
        translate("Landweave", "'{name}' in it is too large"),
        translate("Landweave", "'{name}' in it is larger than {limit} bytes"),
        translate("Landweave", "'{name}' cannot be unpacked ({reason})"),
        translate("Landweave", "{name} has no setting '{setting}'"),
        translate("Landweave", "{name} cannot be built so ({reason})"),
        translate("Landweave", "its network has {setting} {found}, its card {wanted}"),
        translate("Landweave", "the setting '{name}' cannot be {found}"),
        translate("Landweave", "a second, auxiliary output (aux_params) is not supported"),
    )


def _of_weights(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with a model's weights (`models.safetensors_header`, `.initial_weights`)."""
    return (
        translate("Landweave", "its weights file is empty or cut off"),
        translate("Landweave", "its weights file is cut off within the header"),
        translate("Landweave", "its weights file is cut off: {listed} bytes are listed, {found} are there"),
        translate("Landweave", "its weights file is not safetensors, or its header is larger than {limit} bytes"),
        translate("Landweave", "its weights are larger than {limit} bytes"),
        translate("Landweave", "the header of its weights file is no table"),
        translate("Landweave", "the header of its weights file cannot be read ({reason})"),
        translate("Landweave", "its weights file lists {count} tensors"),
        translate("Landweave", "the entry of '{name}' in its weights file makes no sense"),
        translate("Landweave", "'{name}' in its weights file has the type '{dtype}', which no network here has"),
        translate("Landweave", "the size of '{name}' in its weights file does not fit its shape"),
        translate("Landweave", "tensors in its weights file overlap or leave gaps"),
        translate("Landweave", "its weights file holds {bytes} bytes that belong to no tensor"),
        translate("Landweave", "the weights cannot be read ({reason})"),
        translate("Landweave", "this architecture has no encoder that could be initialised"),
        translate("Landweave", "no such file"),
        translate("Landweave", "it holds no table of weights"),
        translate("Landweave", "it holds no weights"),
        translate("Landweave", "it is no file of weights, or damaged"),
        translate("Landweave", "it holds more than tensors and would have to run code"),
        translate("Landweave", "the encoder has {wanted} tensors, the file {found}"),
        translate("Landweave", "'{name}' of the encoder is {wanted}, '{other}' of the file {found}"),
        translate("Landweave", "its network does not take images of {rows} x {cols} pixels ({reason})"),
    )


def _of_training_data(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with labels, masks and the command line's values (`core.contract.labels`, `core.raster`, `models.train`)."""
    return (
        translate("Landweave", "it is not a label project of Landweave"),
        translate("Landweave", "the setting {name} is missing"),
        translate("Landweave", "a setting is damaged ({reason})"),
        translate("Landweave", "the chip size or the resolution is not positive"),
        translate("Landweave", "the field '{name}' of the table '{table}' is missing"),
        translate("Landweave", "there is no way from one coordinate system to the other ({reason})"),
        translate("Landweave", "its values are scaled in another way"),
        translate("Landweave", "it has no class '{name}'"),
        translate("Landweave", "there is no such folder"),
        translate("Landweave", "'{images}' or '{masks}' is not a pattern of file names ({reason})"),
        translate("Landweave", "no image was found"),
        translate("Landweave", "it has no mask of the same name"),
        translate("Landweave", "class values are whole numbers, but it holds {dtype}"),
        translate("Landweave", "{percent} % of its colours belong to no class"),
        translate("Landweave", "JPEG blurs class values; save the masks as PNG or TIFF"),
        translate("Landweave", "it has no colours, but the class table is one of colours"),
        translate("Landweave", "its size {found} is not that of the image {wanted} (rows, columns)"),
        translate("Landweave", "more than 255 different label sets"),
        translate("Landweave", "{found} of {wanted} pixels can be read back"),
        translate("Landweave", "it is no JSON object"),
        translate("Landweave", "bands must be numbers such as 3,2,1, found '{found}'"),
        translate("Landweave", "it does not exist"),
        translate("Landweave", "the file is not complete"),
        translate("Landweave", "there are more than {count} classes"),
        translate("Landweave", "it has no field '{name}', but {found}"),
        translate("Landweave", "it has neither coordinates nor the image's size ({rows} x {cols})"),
        translate("Landweave", "from {low} to {high}"),
        translate("Landweave", "mask values are whole numbers, found '{found}'"),
        translate("Landweave", "mask colours have the form #rrggbb, found '{found}'"),
        translate("Landweave", "a class has the form VALUE=NAME, found '{found}'"),
        translate("Landweave", "a change has the form SETTING=VALUE, found '{found}'"),
        translate("Landweave", "name either a preset (--preset quick) or a recorded configuration"),
        translate("Landweave", "--{flag} belongs to a preset; a recorded configuration says it itself"),
        translate("Landweave", "--encoder-weights belongs to a recorded configuration"),
        translate("Landweave", "--images, --masks and --class belong to a folder, not to a label project"),
    )


def _of_onnx(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with an ONNX file, or with what it does (`models.onnx_*`)."""
    return (
        translate("Landweave", "its graph takes {count} inputs; a network for images takes one"),
        translate("Landweave", "it is no ONNX file, or cut off"),
        translate("Landweave", "it is no ONNX file: it holds no graph"),
        translate("Landweave", "it is {what} and not ONNX"),
        translate("Landweave", "it brings functions of its own ('{name}'); export it with functions inlined"),
        translate("Landweave", "it is made for training; export it for inference"),
        translate("Landweave", "graphs stand inside graphs more than {depth} deep"),
        translate("Landweave", "its graph has more than {most} operators"),
        translate("Landweave", "it holds more than {most} tensors"),
        translate("Landweave", "it holds sparse weights"),
        translate("Landweave", "it needs the operator '{name}', which is not of the ONNX standard"),
        translate("Landweave", "its operator '{name}' can run without end"),
        translate("Landweave", "its operator '{name}' gives another result at each run"),
        translate("Landweave", "it wants to read another file, '{name}'; save it as one file"),
        translate("Landweave", "the tensor '{name}' makes no sense"),
        translate("Landweave", "the tensor '{name}' holds texts"),
        translate("Landweave", "the tensor '{name}' is of a type that no network here has"),
        translate("Landweave", "the tensor '{name}' claims {numbers} numbers and holds {held} bytes"),
        translate("Landweave", "the tensor '{name}' claims {numbers} numbers and holds none"),
        translate("Landweave", "the tensor '{name}' claims {numbers} numbers"),
        translate("Landweave", "the tensor '{name}' holds values that are no numbers"),
        translate("Landweave", "'{name}' of its graph is no array of numbers"),
        translate("Landweave", "what it says about itself is longer than {most} bytes"),
        translate("Landweave", "one image would become a tensor of {sizes} numbers in it"),
        translate("Landweave", "it takes arrays of {kind} with {axes} axes; images have 4"),
        translate("Landweave", "it takes {found} bands; at most {most} are possible"),
        translate("Landweave", "it takes {found} band(s), and {named} are named"),
        translate("Landweave", "its output '{name}' tells {found} classes apart, and {named} are named"),
        translate("Landweave", "it takes images of {rows} x {cols} pixels; only square tiles are possible"),
        translate("Landweave", "it does not take images of {size}"),
        translate("Landweave", "its network turns {rows} x {cols} pixels into {found_rows} x {found_cols}"),
        translate("Landweave", "its configuration: {reason}"),
        translate("Landweave", "none of its outputs is a map of its image"),
        translate("Landweave", "its network answers with values that are no numbers"),
        translate("Landweave", "ONNX Runtime cannot run it ({reason})"),
        translate("Landweave", "its network gives arrays of the shape {shape}"),
        translate("Landweave", "its network tells {found} classes apart, not {named}"),
        translate("Landweave", "its network gives the classes {found}; {named} are listed"),
        translate("Landweave", "torch cannot write this network as ONNX ({reason})"),
        translate("Landweave", "only {share} of the pixels get the class that torch gives them"),
        translate("Landweave", "tile_px must be a multiple of the model's stride {stride}, found {found}"),
        translate("Landweave", "tile_px must be at least {least} for this model, found {found}"),
        translate("Landweave", "the model's tiles have {tile} px, which is part of the model; found {found}"),
        translate("Landweave", "it is a '{kind}', not a network that segments"),
        translate("Landweave", "ONNX Runtime finds no graphics card that it can use"),
        translate("Landweave", "graphics card, by ONNX Runtime"),
        translate("Landweave", "ONNX Runtime is {ratio} times as fast as PyTorch on this computer"),
    )


def _of_imports(translate: Translate) -> Tuple[str, ...]:
    """Why another program's model cannot be taken over, or given away (`models.import_*`, `models.package*`)."""
    return (
        translate("Landweave", "segmentation-models-pytorch has no network '{name}'"),
        translate("Landweave", "{named} band(s) are named, but the network in '{file}' has {found}"),
        translate("Landweave", "{named} class(es) are named, but the network in '{file}' has {found}"),
        translate("Landweave", "{file} names no architecture ('{name}')"),
        translate("Landweave", "its card says that it looks {said} px far, it looks {found} px"),
        translate("Landweave", "it gives {found} instead of {expected}"),
        translate("Landweave", "its scores are not finite"),
        translate("Landweave", "'{name}' in it would grow from {packed} to {unpacked} bytes"),
        translate("Landweave", "it holds {count} files"),
        translate("Landweave", "'{name}' in it is packed in an unusual way"),
        translate("Landweave", "'{name}' in it is no ordinary table of numbers"),
        translate("Landweave", "a text in model.json is not valid Unicode"),
        translate("Landweave", "a margin of {margin} leaves nothing of a tile of {tile} pixels"),
        translate("Landweave", "it is no ordinary file"),
        translate("Landweave", "'{name}' in its weights file holds numbers that are not finite"),
        translate("Landweave", "it is a link"),
        translate("Landweave", "there is no architecture '{name}'; known are {names}"),
        translate("Landweave", "files of the kind '{kind}' are no models"),
        translate("Landweave", "the folder holds neither {first} nor {second}"),
    )


def _of_bases(translate: Translate) -> Tuple[str, ...]:
    """Why a training cannot start from a model (`models.train.parent`, `models.train.run`)."""
    return (
        translate("Landweave", "it was trained on the bands {found}, not {wanted}"),
        translate("Landweave", "the new network has no place for its weights '{name}'"),
        translate("Landweave", "the weights '{name}' of its network do not fit the new one"),
        translate("Landweave", "its network sees another part of each chip, so that nothing can be kept"),
    )


def _of_references(translate: Translate) -> Tuple[str, ...]:
    """What is wrong with what a map is compared to (`core.raster.reference`, `core.engine.report`)."""
    return (
        translate("Landweave", "it holds {what}"),
        translate("Landweave", "it has no geometries"),
        translate("Landweave", "it has no layer '{name}', only {names}"),
        translate("Landweave", "its values are of type {dtype}"),
        translate("Landweave", "it is there already and holds other files"),
        translate("Landweave", "classes have values from 0 to 254, found '{found}'"),
    )
