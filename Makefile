# Two commands: `make demo` and `make test`. Both set up what they need on a Debian 12 machine with Python, git and make.

BUILD  := .build
ENGINE := $(BUILD)/engine
QGIS   := $(BUILD)/qgis
PYTHON ?= python3
RASTER ?= resources/sample/sample.tif
QGIS_PYTHON := /usr/bin/python3
PARALLEL ?= -n 2 --dist loadfile  # two tests at once, each file's in one process; empty: one after the other
export QT_QPA_PLATFORM ?= offscreen

.PHONY: package pictures demo test test-engine test-ui lint engine qgis translations clean

demo: $(ENGINE)/ready $(BUILD)/apt  ## the main job in a real QGIS, on RASTER=path (default: the sample)
	LANDWEAVE_ENGINE_PYTHON=$(abspath $(ENGINE)/bin/python) $(QGIS_PYTHON) docs/scripts/demo.py $(RASTER) demo

test: lint test-engine test-ui  ## everything

lint: $(ENGINE)/ready
	$(ENGINE)/bin/ruff check .
	ln -sfn .. $(BUILD)/landweave  # mypy wants the package's name; the checkout's folder may be called anything
	cd $(BUILD) && engine/bin/mypy --config-file ../pyproject.toml landweave/core landweave/models

# one thread each: two processes with two would wait for each other in every layer of a network
test-engine: $(ENGINE)/ready  ## all that needs no QGIS, where no QGIS is
	OMP_NUM_THREADS=1 $(ENGINE)/bin/python -m pytest -q --timeout=300 $(PARALLEL) --ignore=test/ui

test-ui: $(QGIS)/ready $(ENGINE)/ready  ## the QGIS side, where no torch is; the engine runs in its own environment
	LANDWEAVE_TEST_ENGINE_PYTHON=$(abspath $(ENGINE)/bin/python) $(QGIS)/bin/python -m pytest -q --timeout=300 $(PARALLEL) test/ui

# torch first and alone: its build for this machine is taken before anything else can ask for another one
$(ENGINE)/ready: resources/engine-requirements.txt resources/test-requirements.txt
	rm -rf $(ENGINE)
	$(PYTHON) -m venv $(ENGINE)
	$(ENGINE)/bin/python -m pip install -q $$(grep -oE '^torch==[0-9.]+' resources/engine-requirements.txt)
	$(ENGINE)/bin/python -m pip install -q -r resources/engine-requirements.txt -r resources/test-requirements.txt
	$(ENGINE)/bin/python core/client/launcher.py $(ENGINE)
	touch $@

$(BUILD)/apt:
	mkdir -p $(BUILD)
	apt-get -q update
	DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends qgis python3-qgis qgis-providers python3-venv \
		xvfb openbox xdotool imagemagick x11-utils fonts-nanum
	touch $@

$(QGIS)/ready: $(BUILD)/apt
	rm -rf $(QGIS)
	$(QGIS_PYTHON) -m venv --system-site-packages $(QGIS)
	$(QGIS)/bin/python -m pip install -q pytest==9.2.0 pytest-qgis==5.0.2 pytest-qt==4.5.0 pytest-timeout pytest-xdist==3.8.0
	touch $@

translations: $(BUILD)/lrelease  ## new texts into resources/i18n/*.ts, compiled; TAKE=file.json takes over {"English": "translation"}
	$(PYTHON) docs/scripts/translations.py $(if $(TAKE),--take $(TAKE))

$(BUILD)/lrelease:
	mkdir -p $(BUILD)
	command -v lrelease || { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends qttools5-dev-tools; }
	touch $@

# a zip as the plugin repository and QGIS's "Install from ZIP" want it: one folder, no symbolic links, committed files only
package:
	mkdir -p $(BUILD)
	git archive --format=zip --prefix=landweave/ -o $(BUILD)/landweave.zip HEAD

pictures: $(ENGINE)/ready $(BUILD)/apt  ## of docs/, from a real QGIS window used by mouse
	for script in segment models toolbox label_train; do \
		$(QGIS_PYTHON) docs/scripts/window/$$script.py $(abspath $(ENGINE)/bin/python) || exit 1; done

clean:
	rm -rf $(BUILD) demo
