<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
    <context>
        <name>Landweave</name>
        <message>
            <source>Segment</source>
            <extracomment>plugin.py</extracomment>
            <translation>분할</translation>
        </message>
        <message>
            <source>Landweave</source>
            <extracomment>plugin.py, ui/dock.py</extracomment>
            <translation>Landweave</translation>
        </message>
        <message>
            <source>Map imagery with neural networks</source>
            <extracomment>plugin.py</extracomment>
            <translation>신경망으로 영상을 지도화합니다</translation>
        </message>
        <message>
            <source>&amp;Landweave</source>
            <extracomment>plugin.py</extracomment>
            <translation>&amp;Landweave</translation>
        </message>
        <message>
            <source>Bands of {layer}</source>
            <extracomment>ui/bands_dialog.py</extracomment>
            <translation>{layer}의 밴드</translation>
        </message>
        <message>
            <source>Which band of the raster is which band of the model {model}?</source>
            <extracomment>ui/bands_dialog.py</extracomment>
            <translation>래스터의 어느 밴드가 {model} 모델의 어느 밴드입니까?</translation>
        </message>
        <message>
            <source>choose…</source>
            <extracomment>ui/bands_dialog.py</extracomment>
            <translation>선택…</translation>
        </message>
        <message>
            <source>The raster has {found} bands; the model needs {wanted}.</source>
            <extracomment>ui/bands_dialog.py</extracomment>
            <translation>래스터에는 밴드가 {found}개 있지만 모델에는 {wanted}개가 필요합니다.</translation>
        </message>
        <message>
            <source>A band is chosen twice.</source>
            <extracomment>ui/bands_dialog.py</extracomment>
            <translation>같은 밴드를 두 번 선택했습니다.</translation>
        </message>
        <message>
            <source>Epoch {n}</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>에포크 {n}</translation>
        </message>
        <message>
            <source>Loss</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>손실</translation>
        </message>
        <message>
            <source>Scores</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>점수</translation>
        </message>
        <message>
            <source>Score (IoU) on what checks the model: 1 is perfect</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>모델을 검증하는 부분의 점수(IoU): 1이면 완벽함</translation>
        </message>
        <message>
            <source>Mean of the epoch</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>에포크 평균</translation>
        </message>
        <message>
            <source>All classes (mIoU)</source>
            <extracomment>ui/curves.py, ui/train_result.py</extracomment>
            <translation>모든 클래스(mIoU)</translation>
        </message>
        <message>
            <source>Loss, over epochs: falls while the model learns</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>에포크별 손실: 모델이 학습하는 동안 줄어듦</translation>
        </message>
        <message>
            <source>Landweave: looking for Python</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>Landweave: 파이썬을 찾는 중</translation>
        </message>
        <message>
            <source>Setting up the Landweave engine</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>Landweave 엔진 설치 중</translation>
        </message>
        <message>
            <source>Preparing the folder</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>폴더 준비 중</translation>
        </message>
        <message>
            <source>Creating the Python environment</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>파이썬 환경 생성 중</translation>
        </message>
        <message>
            <source>Downloading packages</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>패키지 다운로드 중</translation>
        </message>
        <message>
            <source>Installing packages</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>패키지 설치 중</translation>
        </message>
        <message>
            <source>Checking the result</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>설치 결과 점검 중</translation>
        </message>
        <message>
            <source>Done</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>완료</translation>
        </message>
        <message>
            <source>Set up the Landweave engine</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>Landweave 엔진 설치</translation>
        </message>
        <message>
            <source>Landweave runs its networks in a Python environment of its own, so that QGIS and its Python stay as they are. Setting it up downloads the packages once; it can take some minutes.</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>Landweave는 신경망을 자체 파이썬 환경에서 실행하므로 QGIS와 QGIS의 파이썬은 바뀌지 않습니다. 설치할 때 패키지를 한 번만 다운로드하며, 몇 분 정도 걸릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Build the environment (recommended)</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>환경 새로 만들기(권장)</translation>
        </message>
        <message>
            <source>Use this Python instead</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>대신 다음 파이썬 사용</translation>
        </message>
        <message>
            <source>A Python that has the engine's packages already</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>엔진에 필요한 패키지가 이미 설치된 파이썬</translation>
        </message>
        <message>
            <source>Show log</source>
            <extracomment>ui/engine_setup.py, ui/run_panel.py, ui/segment_run.py</extracomment>
            <translation>로그 보기</translation>
        </message>
        <message>
            <source>Set up</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>설치</translation>
        </message>
        <message>
            <source>Cancel set-up</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>설치 취소</translation>
        </message>
        <message>
            <source>Now</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>현재 상태</translation>
        </message>
        <message>
            <source>Folder</source>
            <extracomment>ui/engine_setup.py, ui/segment_options.py</extracomment>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Disk space</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>디스크 공간</translation>
        </message>
        <message>
            <source>Python</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>파이썬</translation>
        </message>
        <message>
            <source>Looking for Python …</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>파이썬을 찾는 중 …</translation>
        </message>
        <message>
            <source>Python {version} ({path})</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>파이썬 {version}({path})</translation>
        </message>
        <message>
            <source>None was found on this computer</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>이 컴퓨터에서 찾을 수 없음</translation>
        </message>
        <message>
            <source>Stopping …</source>
            <extracomment>ui/engine_setup.py, ui/segment_page.py</extracomment>
            <translation>중지하는 중 …</translation>
        </message>
        <message>
            <source>The engine is ready.</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>엔진이 준비되었습니다.</translation>
        </message>
        <message>
            <source>The set-up was cancelled; nothing was changed.</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>설치를 취소했습니다. 변경된 것은 없습니다.</translation>
        </message>
        <message>
            <source>About {needed} are needed, {free} are free</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>약 {needed} 필요, {free} 사용 가능</translation>
        </message>
        <message>
            <source>Ready, with the chosen Python {path}</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>준비됨(선택한 파이썬 {path} 사용)</translation>
        </message>
        <message>
            <source>Ready</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>준비됨</translation>
        </message>
        <message>
            <source>Being set up: {reason}</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>설치 중: {reason}</translation>
        </message>
        <message>
            <source>Not usable: {reason}</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>사용할 수 없음: {reason}</translation>
        </message>
        <message>
            <source>Not set up yet</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>아직 설치되지 않음</translation>
        </message>
        <message>
            <source>Install '{package}' into this Python, or build the environment instead.</source>
            <extracomment>ui/engine_setup.py</extracomment>
            <translation>이 파이썬에 '{package}' 패키지를 설치하거나, 대신 환경을 새로 만드십시오.</translation>
        </message>
        <message>
            <source>{missing} of {total} tiles of the layer are missing and were left empty ({reason}).</source>
            <extracomment>ui/export.py</extracomment>
            <translation>레이어의 타일 {total}개 중 {missing}개를 가져오지 못해 비워 두었습니다({reason}).</translation>
        </message>
        <message>
            <source>the service painted nothing there</source>
            <extracomment>ui/export.py</extracomment>
            <translation>서비스가 그 자리에 아무것도 그리지 않았습니다</translation>
        </message>
        <message>
            <source>a block cannot be read</source>
            <extracomment>ui/export.py</extracomment>
            <translation>블록을 읽을 수 없습니다</translation>
        </message>
        <message>
            <source>{count} polygon(s) with crossing outlines were repaired.</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>윤곽선이 교차하는 폴리곤 {count}개를 복구했습니다.</translation>
        </message>
        <message>
            <source>What lies outside the raster was cut off.</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>래스터 밖에 있는 부분을 잘라 냈습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) were left out: a training and a check area may not overlap.</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>폴리곤 {count}개를 제외했습니다. 학습 영역과 검증 영역은 겹칠 수 없습니다.</translation>
        </message>
        <message>
            <source>What already belongs to another area was cut off.</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>이미 다른 영역에 속한 부분을 잘라 냈습니다.</translation>
        </message>
        <message>
            <source>Add area</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>영역 추가</translation>
        </message>
        <message>
            <source>Remove area</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>영역 제거</translation>
        </message>
        <message>
            <source>Change the role</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>역할 변경</translation>
        </message>
        <message>
            <source>Change the state</source>
            <extracomment>ui/label_areas.py</extracomment>
            <translation>상태 변경</translation>
        </message>
        <message>
            <source>there is no class {value}</source>
            <extracomment>ui/label_classes.py, ui/label_project.py, ui/paint.py</extracomment>
            <translation>값이 {value}인 클래스가 없습니다</translation>
        </message>
        <message>
            <source>there are already 255 classes</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스가 이미 255개 있습니다</translation>
        </message>
        <message>
            <source>Add class</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스 추가</translation>
        </message>
        <message>
            <source>Rename class</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스 이름 변경</translation>
        </message>
        <message>
            <source>Change the colour</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>색상 변경</translation>
        </message>
        <message>
            <source>Move class</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스 이동</translation>
        </message>
        <message>
            <source>a class cannot be merged with itself</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스를 자기 자신과 합칠 수 없습니다</translation>
        </message>
        <message>
            <source>Merge classes</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스 합치기</translation>
        </message>
        <message>
            <source>Delete class</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>클래스 삭제</translation>
        </message>
        <message>
            <source>it has no name</source>
            <extracomment>ui/label_classes.py, ui/reasons.py</extracomment>
            <translation>이름이 없습니다</translation>
        </message>
        <message>
            <source>there is already a class '{name}'</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>'{name}' 클래스가 이미 있습니다</translation>
        </message>
        <message>
            <source>'{color}' is no colour of the form #rrggbb</source>
            <extracomment>ui/label_classes.py</extracomment>
            <translation>'{color}'은(는) #rrggbb 형식의 색상이 아닙니다</translation>
        </message>
        <message>
            <source>the file is write-protected</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>파일이 쓰기 금지되어 있습니다</translation>
        </message>
        <message>
            <source>the folder is write-protected</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>폴더가 쓰기 금지되어 있습니다</translation>
        </message>
        <message>
            <source>another QGIS window (process {pid}) is labelling in it</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>다른 QGIS 창(프로세스 {pid})에서 라벨을 편집하고 있습니다</translation>
        </message>
        <message>
            <source>Areas</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>영역</translation>
        </message>
        <message>
            <source>Labels</source>
            <extracomment>ui/label_project.py, ui/train_result.py</extracomment>
            <translation>라벨</translation>
        </message>
        <message>
            <source>Classes</source>
            <extracomment>ui/label_project.py, ui/processing/segment.py</extracomment>
            <translation>클래스</translation>
        </message>
        <message>
            <source>Change unlabelled pixels</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>라벨 없는 픽셀 처리 변경</translation>
        </message>
        <message>
            <source>Change the model</source>
            <extracomment>ui/label_project.py</extracomment>
            <translation>모델 변경</translation>
        </message>
        <message>
            <source>Training area</source>
            <extracomment>ui/label_styles.py</extracomment>
            <translation>학습 영역</translation>
        </message>
        <message>
            <source>Check area</source>
            <extracomment>ui/label_styles.py</extracomment>
            <translation>검증 영역</translation>
        </message>
        <message>
            <source>Tidy labels</source>
            <extracomment>ui/label_tidy.py</extracomment>
            <translation>라벨 정리</translation>
        </message>
        <message>
            <source>{count} label(s) overlapped, left their area or had none; they were put in order.</source>
            <extracomment>ui/label_tidy.py</extracomment>
            <translation>라벨 {count}개가 겹치거나 영역을 벗어나거나 영역에 속하지 않아 정리했습니다.</translation>
        </message>
        <message>
            <source>Classes: {name}</source>
            <extracomment>ui/layers.py</extracomment>
            <translation>클래스: {name}</translation>
        </message>
        <message>
            <source>Confidence: {name}</source>
            <extracomment>ui/layers.py</extracomment>
            <translation>신뢰도: {name}</translation>
        </message>
        <message>
            <source>Polygons: {name}</source>
            <extracomment>ui/layers.py</extracomment>
            <translation>폴리곤: {name}</translation>
        </message>
        <message>
            <source>{name} (unfinished)</source>
            <extracomment>ui/layers.py</extracomment>
            <translation>{name}(미완성)</translation>
        </message>
        <message>
            <source>Landweave log</source>
            <extracomment>ui/log_window.py</extracomment>
            <translation>Landweave 로그</translation>
        </message>
        <message>
            <source>Copy</source>
            <extracomment>ui/log_window.py</extracomment>
            <translation>복사</translation>
        </message>
        <message>
            <source>Reading the layer's pixels</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>레이어의 픽셀을 읽는 중</translation>
        </message>
        <message>
            <source>Starting the engine</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>엔진을 시작하는 중</translation>
        </message>
        <message>
            <source>Preparing</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>준비 중</translation>
        </message>
        <message>
            <source>Segmenting</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>분할 중</translation>
        </message>
        <message>
            <source>Making polygons</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>폴리곤을 만드는 중</translation>
        </message>
        <message>
            <source>Finishing the files</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>파일을 마무리하는 중</translation>
        </message>
        <message>
            <source>{n} cm</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>{n} cm</translation>
        </message>
        <message>
            <source>{n} m</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>{n} m</translation>
        </message>
        <message>
            <source>{low} to {high}</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>{low}~{high}</translation>
        </message>
        <message>
            <source>Pixels of {sizes} · Bands: {bands}</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>픽셀 크기 {sizes} · 밴드: {bands}</translation>
        </message>
        <message>
            <source>Add a model from a folder</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>폴더에서 모델 추가</translation>
        </message>
        <message>
            <source>Folder of a model (it holds model.json)</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>모델 폴더(model.json이 들어 있는 폴더)</translation>
        </message>
        <message>
            <source>No model was found.</source>
            <extracomment>ui/model_combo.py</extracomment>
            <translation>모델을 찾을 수 없습니다.</translation>
        </message>
        <message>
            <source>Paint</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>칠하기</translation>
        </message>
        <message>
            <source>Erase</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>지우기</translation>
        </message>
        <message>
            <source>Fill</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>채우기</translation>
        </message>
        <message>
            <source>it has no field '{name}'</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>'{name}' 필드가 없습니다</translation>
        </message>
        <message>
            <source>Suggest labels</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>라벨 제안</translation>
        </message>
        <message>
            <source>Accept labels</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>라벨 승인</translation>
        </message>
        <message>
            <source>Change the class</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>클래스 변경</translation>
        </message>
        <message>
            <source>Reject labels</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>라벨 거부</translation>
        </message>
        <message>
            <source>CPU</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>CPU</translation>
        </message>
        <message>
            <source>Graphics card</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>그래픽 카드</translation>
        </message>
        <message>
            <source>{device} ({reason})</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>{device}({reason})</translation>
        </message>
        <message>
            <source>under {n} megapixels</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>{n}메가픽셀 미만</translation>
        </message>
        <message>
            <source>{n} megapixels</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>{n}메가픽셀</translation>
        </message>
        <message>
            <source>{n} GB</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>{n} GB</translation>
        </message>
        <message>
            <source>{n} MB</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>{n} MB</translation>
        </message>
        <message>
            <source>about {time}</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>약 {time}</translation>
        </message>
        <message>
            <source>This run was begun before: {n} of {total} finished blocks are taken over.</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>이전에 시작한 실행입니다. 블록 {total}개 중 이미 끝난 {n}개를 이어서 사용합니다.</translation>
        </message>
        <message>
            <source>The raster is read at {size} a pixel, as the model needs it.</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>모델에 맞추어 래스터를 픽셀당 {size} 해상도로 읽습니다.</translation>
        </message>
        <message>
            <source>Set up engine</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>엔진 설치</translation>
        </message>
        <message>
            <source>Choose bands</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>밴드 선택</translation>
        </message>
        <message>
            <source>working out time and disk space …</source>
            <extracomment>ui/plan_line.py</extracomment>
            <translation>시간과 디스크 공간을 계산하는 중 …</translation>
        </message>
        <message>
            <source>it ended without a result</source>
            <extracomment>ui/processing/run.py</extracomment>
            <translation>결과 없이 끝났습니다</translation>
        </message>
        <message>
            <source>Device: {device} ({reason})</source>
            <extracomment>ui/processing/run.py</extracomment>
            <translation>장치: {device}({reason})</translation>
        </message>
        <message>
            <source>Segment a raster</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>래스터 분할</translation>
        </message>
        <message>
            <source>classify,land cover,deep learning,u-net,neural network,semantic segmentation</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>분류,토지 피복,딥러닝,신경망,의미론적 분할,세그멘테이션,land cover,deep learning,u-net,segmentation</translation>
        </message>
        <message>
            <source>Maps a raster with a model: every pixel gets a class.

Choose a model by name, or the folder of another one (it holds model.json). Extent and mask limit what is mapped; without them it is the whole raster. Bands are matched by name and wavelength; where the raster does not say which band is which, give their numbers in the model's order.

Polygons are written as GeoPackage, FlatGeobuf, GeoJSON or Shapefile, by the file's extension. A run that was cancelled goes on where it stopped when it is started again with the same values.

The engine must be set up first: in Landweave's panel, or by the variable LANDWEAVE_ENGINE_PYTHON, which names a Python that has the engine's packages.</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델로 래스터를 지도화합니다. 모든 픽셀에 클래스가 지정됩니다.

이름으로 모델을 선택하거나, 다른 모델의 폴더(model.json이 들어 있는 폴더)를 지정하십시오. 범위와 마스크는 지도화할 부분을 제한하며, 지정하지 않으면 래스터 전체를 대상으로 합니다. 밴드는 이름과 파장으로 짝을 맞춥니다. 래스터에 밴드 정보가 없으면 모델의 순서대로 밴드 번호를 지정하십시오.

폴리곤은 파일 확장자에 따라 GeoPackage, FlatGeobuf, GeoJSON 또는 Shapefile로 저장됩니다. 취소한 실행은 같은 값으로 다시 시작하면 멈춘 곳부터 이어집니다.

먼저 엔진을 설치해야 합니다. Landweave 패널에서 설치하거나, 엔진에 필요한 패키지가 설치된 파이썬을 LANDWEAVE_ENGINE_PYTHON 변수로 지정하십시오.</translation>
        </message>
        <message>
            <source>Raster</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>래스터</translation>
        </message>
        <message>
            <source>Model</source>
            <extracomment>ui/processing/segment.py, ui/segment_page.py, ui/train_result.py</extracomment>
            <translation>모델</translation>
        </message>
        <message>
            <source>Folder of another model</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>다른 모델의 폴더</translation>
        </message>
        <message>
            <source>Bands in the model's order</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델 순서에 따른 밴드</translation>
        </message>
        <message>
            <source>Extent</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>범위</translation>
        </message>
        <message>
            <source>Mask polygons</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>마스크 폴리곤</translation>
        </message>
        <message>
            <source>Smallest polygon (m²)</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>최소 폴리곤 면적(m²)</translation>
        </message>
        <message>
            <source>Simplify outlines by (m)</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>윤곽선 단순화 거리(m)</translation>
        </message>
        <message>
            <source>Device</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>장치</translation>
        </message>
        <message>
            <source>Polygons</source>
            <extracomment>ui/processing/segment.py, ui/segment_options.py</extracomment>
            <translation>폴리곤</translation>
        </message>
        <message>
            <source>Confidence</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>신뢰도</translation>
        </message>
        <message>
            <source>Model: {model}</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델: {model}</translation>
        </message>
        <message>
            <source>no installed model has this name</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>이 이름으로 설치된 모델이 없습니다</translation>
        </message>
        <message>
            <source>(no model)</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>(모델 없음)</translation>
        </message>
        <message>
            <source>polygons can be written as {known}, not as '{extension}'</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>폴리곤은 {known} 형식으로 저장할 수 있으며, '{extension}' 형식으로는 저장할 수 없습니다</translation>
        </message>
        <message>
            <source>Stopped. What is finished is kept for the next run with the same values.</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>중지했습니다. 끝난 부분은 보관되며, 같은 값으로 다시 실행할 때 사용합니다.</translation>
        </message>
        <message>
            <source>it was not prepared</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>준비되지 않았습니다</translation>
        </message>
        <message>
            <source>the model needs {wanted} different bands ({names}), found {found}</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델에는 서로 다른 밴드 {wanted}개({names})가 필요하지만 {found}개를 찾았습니다</translation>
        </message>
        <message>
            <source>chosen by hand</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>직접 선택함</translation>
        </message>
        <message>
            <source>graphics card {name}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래픽 카드 {name}</translation>
        </message>
        <message>
            <source>Apple graphics</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>Apple 그래픽</translation>
        </message>
        <message>
            <source>no graphics card was found</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래픽 카드를 찾지 못함</translation>
        </message>
        <message>
            <source>it was killed (SIGKILL); the system probably ran out of memory</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>강제로 종료되었습니다(SIGKILL). 시스템의 메모리가 부족했을 수 있습니다</translation>
        </message>
        <message>
            <source>it could not reach memory or a file (SIGBUS); a disk may be full or a network drive gone</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>메모리나 파일에 접근하지 못했습니다(SIGBUS). 디스크가 가득 찼거나 네트워크 드라이브의 연결이 끊겼을 수 있습니다</translation>
        </message>
        <message>
            <source>this processor lacks an instruction that it needs</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 프로세서에 필요한 명령어가 없습니다</translation>
        </message>
        <message>
            <source>this processor lacks an instruction that it needs (SIGILL)</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 프로세서에 필요한 명령어가 없습니다(SIGILL)</translation>
        </message>
        <message>
            <source>it was ended from outside</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>외부에서 종료시켰습니다</translation>
        </message>
        <message>
            <source>it was ended from outside (SIGTERM)</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>외부에서 종료시켰습니다(SIGTERM)</translation>
        </message>
        <message>
            <source>the system ran out of memory</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>시스템의 메모리가 부족합니다</translation>
        </message>
        <message>
            <source>it crashed in compiled code ({signal})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>컴파일된 코드에서 충돌했습니다({signal})</translation>
        </message>
        <message>
            <source>it aborted in compiled code ({signal})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>컴파일된 코드에서 중단되었습니다({signal})</translation>
        </message>
        <message>
            <source>it crashed in a calculation ({signal})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>계산 중에 충돌했습니다({signal})</translation>
        </message>
        <message>
            <source>a library (DLL) is missing; the Microsoft Visual C++ runtime may not be installed</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>라이브러리(DLL)가 없습니다. Microsoft Visual C++ 런타임이 설치되지 않았을 수 있습니다</translation>
        </message>
        <message>
            <source>a library (DLL) has the wrong version</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>라이브러리(DLL)의 버전이 맞지 않습니다</translation>
        </message>
        <message>
            <source>a library (DLL) could not be started</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>라이브러리(DLL)를 시작할 수 없습니다</translation>
        </message>
        <message>
            <source>its memory was damaged (heap corruption)</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>메모리가 손상되었습니다(heap corruption)</translation>
        </message>
        <message>
            <source>it was ended by signal {number}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>시그널 {number}번으로 종료되었습니다</translation>
        </message>
        <message>
            <source>it was ended by {signal}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{signal} 시그널로 종료되었습니다</translation>
        </message>
        <message>
            <source>it ended with the Windows status {status}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>Windows 상태 코드 {status}(으)로 끝났습니다</translation>
        </message>
        <message>
            <source>it ended with exit code {code}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>종료 코드 {code}(으)로 끝났습니다</translation>
        </message>
        <message>
            <source>its worker process ended with the code {code}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>작업 프로세스가 종료 코드 {code}(으)로 끝났습니다</translation>
        </message>
        <message>
            <source>it said nothing for {seconds} s</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{seconds}초 동안 응답이 없었습니다</translation>
        </message>
        <message>
            <source>it has no pipes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파이프가 없습니다</translation>
        </message>
        <message>
            <source>an allocation failed</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>메모리를 할당하지 못했습니다</translation>
        </message>
        <message>
            <source>preparing the folder</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>폴더 준비</translation>
        </message>
        <message>
            <source>creating the Python environment</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파이썬 환경 생성</translation>
        </message>
        <message>
            <source>downloading packages</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>패키지 다운로드</translation>
        </message>
        <message>
            <source>installing packages</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>패키지 설치</translation>
        </message>
        <message>
            <source>checking the result</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>설치 결과 점검</translation>
        </message>
        <message>
            <source>removing the old engine</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이전 엔진 제거</translation>
        </message>
        <message>
            <source>'{path}' is in use</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{path}' 경로를 사용하고 있습니다</translation>
        </message>
        <message>
            <source>'{path}' has no venv</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{path}' 파이썬에 venv가 없습니다</translation>
        </message>
        <message>
            <source>pip said nothing</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>pip이 아무것도 출력하지 않았습니다</translation>
        </message>
        <message>
            <source>there is no such file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그런 파일이 없습니다</translation>
        </message>
        <message>
            <source>it did not answer within {seconds} s</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{seconds}초 안에 응답하지 않았습니다</translation>
        </message>
        <message>
            <source>it is no Python</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파이썬이 아닙니다</translation>
        </message>
        <message>
            <source>it is Python {version}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파이썬 {version} 버전입니다</translation>
        </message>
        <message>
            <source>it is a {bits}-bit {implementation}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{bits}비트 {implementation}입니다</translation>
        </message>
        <message>
            <source>it has not been set up for this version of Landweave</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 버전의 Landweave용으로 설치되지 않았습니다</translation>
        </message>
        <message>
            <source>process {pid} is setting it up</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>프로세스 {pid}에서 설치하고 있습니다</translation>
        </message>
        <message>
            <source>the chosen Python '{path}' is gone</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>선택한 파이썬 '{path}'이(가) 더 이상 없습니다</translation>
        </message>
        <message>
            <source>the Python that it was built with is gone ({path})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>환경을 만들 때 쓴 파이썬이 더 이상 없습니다({path})</translation>
        </message>
        <message>
            <source>the module '{name}' is missing</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 모듈이 없습니다</translation>
        </message>
        <message>
            <source>no raster was named</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>래스터를 지정하지 않았습니다</translation>
        </message>
        <message>
            <source>no model was named</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델을 지정하지 않았습니다</translation>
        </message>
        <message>
            <source>no output folder was named</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>산출 폴더를 지정하지 않았습니다</translation>
        </message>
        <message>
            <source>the name '{name}' cannot be used for files</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 이름은 파일에 쓸 수 없습니다</translation>
        </message>
        <message>
            <source>band numbers start at 1, found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드 번호는 1부터 시작해야 합니다(입력값: {found})</translation>
        </message>
        <message>
            <source>{setting} must not be negative, found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{setting} 값은 음수일 수 없습니다(입력값: {found})</translation>
        </message>
        <message>
            <source>{setting} must be at least 1, found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{setting} 값은 1 이상이어야 합니다(입력값: {found})</translation>
        </message>
        <message>
            <source>device must be auto, cpu, mps, cuda or cuda:N, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>장치는 auto, cpu, mps, cuda, cuda:N 중 하나여야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>polygon format must be one of {known}, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>폴리곤 포맷은 {known} 중 하나여야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>polygon format must be one of {known}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>폴리곤 포맷은 {known} 중 하나여야 합니다</translation>
        </message>
        <message>
            <source>it takes {bytes} bytes; at most {limit} are possible</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>크기가 {bytes}바이트입니다. 최대 {limit}바이트까지 가능합니다</translation>
        </message>
        <message>
            <source>the coordinate system is not understood ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>좌표계를 해석할 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>the model has {wanted} bands, but {found} were chosen</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델의 밴드는 {wanted}개이지만 {found}개를 선택했습니다</translation>
        </message>
        <message>
            <source>its size is not that of the class raster</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>크기가 클래스 래스터와 다릅니다</translation>
        </message>
        <message>
            <source>its values are {dtype} instead of uint8</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>값의 유형이 uint8이 아니라 {dtype}입니다</translation>
        </message>
        <message>
            <source>the finished layer is not complete</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>완성된 레이어에 빠진 부분이 있습니다</translation>
        </message>
        <message>
            <source>{file} is not there</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일이 없습니다</translation>
        </message>
        <message>
            <source>{file} is larger than {limit} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일이 {limit}바이트보다 큽니다</translation>
        </message>
        <message>
            <source>{file} is not JSON ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일이 JSON 형식이 아닙니다({reason})</translation>
        </message>
        <message>
            <source>{file} is not an object</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일의 내용이 JSON 객체가 아닙니다</translation>
        </message>
        <message>
            <source>{file} is not a model card of Landweave</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일이 Landweave 모델 카드가 아닙니다</translation>
        </message>
        <message>
            <source>it lists no bands</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드 목록이 비어 있습니다</translation>
        </message>
        <message>
            <source>it lists {count} class(es); at least 2 are needed</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스가 {count}개 있습니다. 2개 이상 필요합니다</translation>
        </message>
        <message>
            <source>it lists {count} classes; at most 255 are possible</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스가 {count}개 있습니다. 최대 255개까지 가능합니다</translation>
        </message>
        <message>
            <source>class values must be 0, 1, 2 ...; found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스 값은 0, 1, 2 ... 순서여야 합니다(현재 값: {found})</translation>
        </message>
        <message>
            <source>a class colour is not of the form #rrggbb</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스 색상이 #rrggbb 형식이 아닙니다</translation>
        </message>
        <message>
            <source>the resolutions are not in order</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>해상도의 순서가 맞지 않습니다</translation>
        </message>
        <message>
            <source>a halo is negative</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>여백(halo)이 음수입니다</translation>
        </message>
        <message>
            <source>the checksum of the weights is missing</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치의 체크섬이 없습니다</translation>
        </message>
        <message>
            <source>unknown scaling '{name}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>알 수 없는 값 변환 '{name}'입니다</translation>
        </message>
        <message>
            <source>the scaling '{name}' lacks its numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>값 변환 '{name}'에 필요한 수치가 없습니다</translation>
        </message>
        <message>
            <source>a standard deviation is zero</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>표준편차가 0입니다</translation>
        </message>
        <message>
            <source>a scaling range is empty</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>값 변환의 범위가 비어 있습니다</translation>
        </message>
        <message>
            <source>architecture</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>구조</translation>
        </message>
        <message>
            <source>encoder</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>인코더</translation>
        </message>
        <message>
            <source>its card names the {what} '{found}', its configuration '{other}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델 카드의 {what}은(는) '{found}'이지만 설정 파일에는 '{other}'(으)로 되어 있습니다</translation>
        </message>
        <message>
            <source>its weights are '{file}', which can run code when loaded</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치가 불러올 때 코드를 실행할 수 있는 '{file}' 파일입니다</translation>
        </message>
        <message>
            <source>its weights file is {what} and not safetensors</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 safetensors 형식이 아닙니다({what})</translation>
        </message>
        <message>
            <source>'{name}' is a link or no ordinary file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}'이(가) 링크이거나 일반 파일이 아닙니다</translation>
        </message>
        <message>
            <source>'{name}' in it is a link or no ordinary file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그 안의 '{name}'이(가) 링크이거나 일반 파일이 아닙니다</translation>
        </message>
        <message>
            <source>it is no whole zip archive ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>온전한 zip 파일이 아닙니다({reason})</translation>
        </message>
        <message>
            <source>it is no folder</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>폴더가 아닙니다</translation>
        </message>
        <message>
            <source>it holds no {file}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일이 들어 있지 않습니다</translation>
        </message>
        <message>
            <source>it holds files of several folders</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>여러 폴더의 파일이 섞여 있습니다</translation>
        </message>
        <message>
            <source>it holds '{name}' twice</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}'이(가) 두 번 들어 있습니다</translation>
        </message>
        <message>
            <source>it holds '{name}', which is no part of a model</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델에 속하지 않는 '{name}'이(가) 들어 있습니다</translation>
        </message>
        <message>
            <source>something is there already</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그 자리에 이미 다른 것이 있습니다</translation>
        </message>
        <message>
            <source>'{name}' in it is too large</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그 안의 '{name}'이(가) 너무 큽니다</translation>
        </message>
        <message>
            <source>'{name}' in it is larger than {limit} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그 안의 '{name}'이(가) {limit}바이트보다 큽니다</translation>
        </message>
        <message>
            <source>'{name}' cannot be unpacked ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}'의 압축을 풀 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>{name} has no setting '{setting}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{name}에는 '{setting}' 설정이 없습니다</translation>
        </message>
        <message>
            <source>{name} cannot be built so ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 설정으로는 {name} 신경망을 만들 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>its network has {setting} {found}, its card {wanted}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망의 {setting} 값은 {found}이지만 모델 카드의 값은 {wanted}입니다</translation>
        </message>
        <message>
            <source>the setting '{name}' cannot be {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 설정의 값으로 {found}을(를) 쓸 수 없습니다</translation>
        </message>
        <message>
            <source>a second, auxiliary output (aux_params) is not supported</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>두 번째 보조 출력(aux_params)은 지원하지 않습니다</translation>
        </message>
        <message>
            <source>its weights file is empty or cut off</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 비어 있거나 잘려 있습니다</translation>
        </message>
        <message>
            <source>its weights file is cut off within the header</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 헤더 안에서 잘려 있습니다</translation>
        </message>
        <message>
            <source>its weights file is cut off: {listed} bytes are listed, {found} are there</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 잘려 있습니다. {listed}바이트여야 하지만 {found}바이트만 있습니다</translation>
        </message>
        <message>
            <source>its weights file is not safetensors, or its header is larger than {limit} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 safetensors 형식이 아니거나 헤더가 {limit}바이트보다 큽니다</translation>
        </message>
        <message>
            <source>its weights are larger than {limit} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치가 {limit}바이트보다 큽니다</translation>
        </message>
        <message>
            <source>the header of its weights file is no table</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 헤더가 표가 아닙니다</translation>
        </message>
        <message>
            <source>the header of its weights file cannot be read ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 헤더를 읽을 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>its weights file lists {count} tensors</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일에 텐서가 {count}개 있습니다</translation>
        </message>
        <message>
            <source>the entry of '{name}' in its weights file makes no sense</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 '{name}' 항목이 올바르지 않습니다</translation>
        </message>
        <message>
            <source>'{name}' in its weights file has the type '{dtype}', which no network here has</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 '{name}' 유형이 '{dtype}'입니다. 여기에서 쓰는 신경망에는 없는 유형입니다</translation>
        </message>
        <message>
            <source>the size of '{name}' in its weights file does not fit its shape</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일에서 '{name}'의 크기가 모양과 맞지 않습니다</translation>
        </message>
        <message>
            <source>tensors in its weights file overlap or leave gaps</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 텐서가 겹치거나 사이에 빈 곳이 있습니다</translation>
        </message>
        <message>
            <source>its weights file holds {bytes} bytes that belong to no tensor</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일에 어느 텐서에도 속하지 않는 {bytes}바이트가 있습니다</translation>
        </message>
        <message>
            <source>the weights cannot be read ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치를 읽을 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>this architecture has no encoder that could be initialised</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 구조에는 초기화할 수 있는 인코더가 없습니다</translation>
        </message>
        <message>
            <source>no such file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그런 파일이 없습니다</translation>
        </message>
        <message>
            <source>it holds no table of weights</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 표가 들어 있지 않습니다</translation>
        </message>
        <message>
            <source>it holds no weights</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치가 들어 있지 않습니다</translation>
        </message>
        <message>
            <source>it is no file of weights, or damaged</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일이 아니거나 손상되었습니다</translation>
        </message>
        <message>
            <source>it holds more than tensors and would have to run code</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>텐서가 아닌 것이 들어 있어 코드를 실행해야만 읽을 수 있습니다</translation>
        </message>
        <message>
            <source>the encoder has {wanted} tensors, the file {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>인코더의 텐서는 {wanted}개이지만 파일에는 {found}개가 있습니다</translation>
        </message>
        <message>
            <source>'{name}' of the encoder is {wanted}, '{other}' of the file {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>인코더의 '{name}'은(는) {wanted}, 파일의 '{other}'은(는) {found}입니다</translation>
        </message>
        <message>
            <source>its network does not take images of {rows} x {cols} pixels ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 신경망은 {rows} x {cols} 픽셀 영상을 처리하지 못합니다({reason})</translation>
        </message>
        <message>
            <source>it is not a label project of Landweave</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>Landweave 라벨 프로젝트가 아닙니다</translation>
        </message>
        <message>
            <source>the setting {name} is missing</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{name} 설정이 없습니다</translation>
        </message>
        <message>
            <source>a setting is damaged ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>설정이 손상되었습니다({reason})</translation>
        </message>
        <message>
            <source>the chip size or the resolution is not positive</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>학습 조각의 크기나 해상도가 양수가 아닙니다</translation>
        </message>
        <message>
            <source>the field '{name}' of the table '{table}' is missing</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{table}' 테이블에 '{name}' 필드가 없습니다</translation>
        </message>
        <message>
            <source>there is no way from one coordinate system to the other ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>두 좌표계 사이를 변환할 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>its values are scaled in another way</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>값을 변환하는 방식이 다릅니다</translation>
        </message>
        <message>
            <source>it has no class '{name}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 클래스가 없습니다</translation>
        </message>
        <message>
            <source>there is no such folder</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그런 폴더가 없습니다</translation>
        </message>
        <message>
            <source>'{images}' or '{masks}' is not a pattern of file names ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{images}' 또는 '{masks}'은(는) 파일 이름 패턴이 아닙니다({reason})</translation>
        </message>
        <message>
            <source>no image was found</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>영상을 찾을 수 없습니다</translation>
        </message>
        <message>
            <source>it has no mask of the same name</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>같은 이름의 마스크가 없습니다</translation>
        </message>
        <message>
            <source>class values are whole numbers, but it holds {dtype}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스 값은 정수여야 하지만 {dtype} 유형의 값이 들어 있습니다</translation>
        </message>
        <message>
            <source>{percent} % of its colours belong to no class</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>색상의 {percent} %가 어느 클래스에도 속하지 않습니다</translation>
        </message>
        <message>
            <source>JPEG blurs class values; save the masks as PNG or TIFF</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>JPEG는 클래스 값을 흐리게 만듭니다. 마스크를 PNG나 TIFF로 저장하십시오</translation>
        </message>
        <message>
            <source>it has no colours, but the class table is one of colours</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>색상이 없지만 클래스 표는 색상으로 되어 있습니다</translation>
        </message>
        <message>
            <source>its size {found} is not that of the image {wanted} (rows, columns)</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>크기 {found}이(가) 영상의 크기 {wanted}와(과) 다릅니다(행, 열)</translation>
        </message>
        <message>
            <source>more than 255 different label sets</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>서로 다른 라벨 조합이 255개를 넘습니다</translation>
        </message>
        <message>
            <source>{found} of {wanted} pixels can be read back</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>픽셀 {wanted}개 중 {found}개만 다시 읽을 수 있습니다</translation>
        </message>
        <message>
            <source>it is no JSON object</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>JSON 객체가 아닙니다</translation>
        </message>
        <message>
            <source>bands must be numbers such as 3,2,1, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드는 3,2,1과 같은 번호여야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>Whole layer</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>레이어 전체</translation>
        </message>
        <message>
            <source>Current view</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>현재 화면</translation>
        </message>
        <message>
            <source>Drawn rectangle</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>그린 사각형</translation>
        </message>
        <message>
            <source>Selected features</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>선택한 객체</translation>
        </message>
        <message>
            <source>Draw a rectangle on the map</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>지도에 사각형 그리기</translation>
        </message>
        <message>
            <source>Drag a rectangle on the map. Escape stops drawing.</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>지도에서 드래그하여 사각형을 그리십시오. Esc 키를 누르면 그리기를 멈춥니다.</translation>
        </message>
        <message>
            <source>Nothing drawn yet: press the button on the right.</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>아직 그린 사각형이 없습니다. 오른쪽 버튼을 누르십시오.</translation>
        </message>
        <message>
            <source>Add a polygon layer to the project first.</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>먼저 프로젝트에 폴리곤 레이어를 추가하십시오.</translation>
        </message>
        <message>
            <source>No feature is selected in this layer.</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>이 레이어에서 선택한 객체가 없습니다.</translation>
        </message>
        <message>
            <source>Selected features: {n}</source>
            <extracomment>ui/region_row.py</extracomment>
            <translation>선택한 객체: {n}개</translation>
        </message>
        <message>
            <source>{n} m²</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{n} m²</translation>
        </message>
        <message>
            <source>{n} ha</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{n} ha</translation>
        </message>
        <message>
            <source>{n} km²</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{n} km²</translation>
        </message>
        <message>
            <source>&lt; 0.1 %</source>
            <extracomment>ui/results.py</extracomment>
            <translation>&lt; 0.1 %</translation>
        </message>
        <message>
            <source>{n} %</source>
            <extracomment>ui/results.py, ui/run_panel.py</extracomment>
            <translation>{n} %</translation>
        </message>
        <message>
            <source>{n} s</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{n}초</translation>
        </message>
        <message>
            <source>{n} min</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{n}분</translation>
        </message>
        <message>
            <source>{h} h {m} min</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{h}시간 {m}분</translation>
        </message>
        <message>
            <source>Class</source>
            <extracomment>ui/results.py, ui/train_result.py</extracomment>
            <translation>클래스</translation>
        </message>
        <message>
            <source>Area</source>
            <extracomment>ui/results.py</extracomment>
            <translation>면적</translation>
        </message>
        <message>
            <source>Share</source>
            <extracomment>ui/results.py</extracomment>
            <translation>비율</translation>
        </message>
        <message>
            <source>megapixels/s</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>메가픽셀/초</translation>
        </message>
        <message>
            <source>blocks/s</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>블록/초</translation>
        </message>
        <message>
            <source>about {time} left</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>약 {time} 남음</translation>
        </message>
        <message>
            <source>More</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>추가 옵션</translation>
        </message>
        <message>
            <source>The name of the result's files and layers</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>결과 파일과 레이어의 이름입니다</translation>
        </message>
        <message>
            <source>Empty: beside the raster where that is possible</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>비워 두면 가능한 경우 래스터와 같은 위치</translation>
        </message>
        <message>
            <source>Confidence raster</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>신뢰도 래스터</translation>
        </message>
        <message>
            <source>A second raster that says for each pixel how sure the model is</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>모델이 각 픽셀을 얼마나 확신하는지 나타내는 두 번째 래스터입니다</translation>
        </message>
        <message>
            <source>Also make a polygon layer of the classes</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>클래스의 폴리곤 레이어도 만듭니다</translation>
        </message>
        <message>
            <source> m²</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation> m²</translation>
        </message>
        <message>
            <source>Keep all</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>모두 유지</translation>
        </message>
        <message>
            <source>Smaller patches are joined with what surrounds them</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>이보다 작은 조각은 주변과 합칩니다</translation>
        </message>
        <message>
            <source> m</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation> m</translation>
        </message>
        <message>
            <source>Follow the pixels</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>픽셀 경계 유지</translation>
        </message>
        <message>
            <source>How far an outline may be moved to make it simpler</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>윤곽선을 단순하게 만들기 위해 옮길 수 있는 최대 거리입니다</translation>
        </message>
        <message>
            <source>Right-angled buildings</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>직각 건물</translation>
        </message>
        <message>
            <source>Give buildings straight walls and square corners</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>건물의 벽을 곧게, 모서리를 직각으로 만듭니다</translation>
        </message>
        <message>
            <source>Automatic</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>자동</translation>
        </message>
        <message>
            <source>Processor (CPU)</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>프로세서(CPU)</translation>
        </message>
        <message>
            <source>Graphics card (NVIDIA)</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>그래픽 카드(NVIDIA)</translation>
        </message>
        <message>
            <source>Graphics card (Apple)</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>그래픽 카드(Apple)</translation>
        </message>
        <message>
            <source>Where the network runs</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>신경망을 실행할 장치입니다</translation>
        </message>
        <message>
            <source>Size of the pieces that the network sees at once. Larger is faster and needs more memory.</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>신경망이 한 번에 보는 조각의 크기입니다. 클수록 빠르지만 메모리가 더 필요합니다.</translation>
        </message>
        <message>
            <source>Margin around each piece that is seen but not kept, so that no seams show</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>이음매가 보이지 않도록, 각 조각 둘레에서 보기만 하고 결과에는 쓰지 않는 여백입니다</translation>
        </message>
        <message>
            <source>How many pieces go through the network together</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>신경망이 함께 처리하는 조각의 수입니다</translation>
        </message>
        <message>
            <source>Name</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>이름</translation>
        </message>
        <message>
            <source>Format</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>포맷</translation>
        </message>
        <message>
            <source>Smallest area</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>최소 면적</translation>
        </message>
        <message>
            <source>Simplify by</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>단순화 거리</translation>
        </message>
        <message>
            <source>Run on</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>실행 장치</translation>
        </message>
        <message>
            <source>Tile</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>타일</translation>
        </message>
        <message>
            <source>Halo</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>여백(halo)</translation>
        </message>
        <message>
            <source>Batch</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>배치</translation>
        </message>
        <message>
            <source>Automatic ({n} px)</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>자동({n} px)</translation>
        </message>
        <message>
            <source>{n} px (part of the model)</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>{n} px(모델에서 정함)</translation>
        </message>
        <message>
            <source>Automatic ({n})</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>자동({n})</translation>
        </message>
        <message>
            <source> px</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation> px</translation>
        </message>
        <message>
            <source>Add an aerial or satellite image to the project to map it.</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>지도화할 항공 영상이나 위성 영상을 프로젝트에 추가하십시오.</translation>
        </message>
        <message>
            <source>Try it on the sample</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>예제로 사용해 보기</translation>
        </message>
        <message>
            <source>Layer</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>레이어</translation>
        </message>
        <message>
            <source>Region</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>대상 영역</translation>
        </message>
        <message>
            <source>none was chosen</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>선택한 모델이 없습니다</translation>
        </message>
        <message>
            <source>Finished blocks are kept: the same run goes on from there.</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>끝난 블록은 보관됩니다. 같은 설정으로 다시 실행하면 이어서 진행합니다.</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>중지했습니다.</translation>
        </message>
        <message>
            <source>Done in {time}.</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>{time} 만에 완료했습니다.</translation>
        </message>
        <message>
            <source>Segment layer</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>레이어 분할</translation>
        </message>
        <message>
            <source>Cancel</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>취소</translation>
        </message>
        <message>
            <source>The engine is being set up in another QGIS window.</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>다른 QGIS 창에서 엔진을 설치하고 있습니다.</translation>
        </message>
        <message>
            <source>This layer is no file: its pixels are read first and kept beside the result.</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>이 레이어는 파일이 아니므로, 픽셀을 먼저 읽어 결과와 함께 보관합니다.</translation>
        </message>
        <message>
            <source>{layer} was segmented; layers added: {n}</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>{layer} 레이어를 분할했습니다. 추가한 레이어: {n}개</translation>
        </message>
        <message>
            <source>The log is empty.</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>로그가 비어 있습니다.</translation>
        </message>
        <message>
            <source>Sample scene</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>예제 영상</translation>
        </message>
        <message>
            <source>it is missing or damaged</source>
            <extracomment>ui/segment_run.py</extracomment>
            <translation>파일이 없거나 손상되었습니다</translation>
        </message>
        <message>
            <source>The layer has {layer_m} m a pixel; it is resampled to {model_m} m, which the model was trained on.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>레이어의 픽셀 크기는 {layer_m} m입니다. 모델을 학습한 해상도인 {model_m} m로 리샘플링합니다.</translation>
        </message>
        <message>
            <source>The values of {bands} are unlike the training images; the map may be poor.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다음 밴드의 값이 학습 영상과 다릅니다: {bands}. 결과 품질이 낮을 수 있습니다.</translation>
        </message>
        <message>
            <source>The folder holds {blocks} finished blocks of another run of this name, with other settings; they will be removed.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴더에 이름은 같지만 설정이 다른 실행의 끝난 블록이 {blocks}개 있습니다. 이 블록은 제거됩니다.</translation>
        </message>
        <message>
            <source>There was little memory, so smaller tiles were used; seams may be a little more visible.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>메모리가 부족해 더 작은 타일을 사용했습니다. 이음매가 조금 더 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>A worker process ended unexpectedly; the others go on. {reason}</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>작업 프로세스 하나가 예기치 않게 끝났습니다. 나머지는 계속 진행합니다. {reason}</translation>
        </message>
        <message>
            <source>Area {number} lies outside of the raster '{path}'; it is left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}이(가) '{path}' 래스터 밖에 있어 제외합니다.</translation>
        </message>
        <message>
            <source>{percent} % of area {number} lies outside of the raster '{path}'; only the rest is used.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}의 {percent} %가 '{path}' 래스터 밖에 있습니다. 나머지만 사용합니다.</translation>
        </message>
        <message>
            <source>{percent} % of area {number} has no data in its raster; these pixels are left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}의 {percent} %는 래스터에서 NODATA입니다. 이 픽셀은 제외합니다.</translation>
        </message>
        <message>
            <source>Area {number} holds no label to learn from.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}에 학습에 쓸 라벨이 없습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) cross themselves; they are repaired for the training, the project stays as it is.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴리곤 {count}개가 스스로 교차합니다. 학습에는 복구해서 사용하며 프로젝트는 바꾸지 않습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) are empty or damaged; they are left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴리곤 {count}개가 비어 있거나 손상되어 제외합니다.</translation>
        </message>
        <message>
            <source>Training area {number} overlaps a check area; what both cover only checks the model.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습 영역 {number}이(가) 검증 영역과 겹칩니다. 겹치는 부분은 모델 검증에만 사용합니다.</translation>
        </message>
        <message>
            <source>The labels of the class '{name}' are ignored, because the new model does not have this class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>새 모델에 '{name}' 클래스가 없으므로 이 클래스의 라벨을 무시합니다.</translation>
        </message>
        <message>
            <source>There is no check area: {percent} % of the labelled pixels, in blocks of their own, check the model.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>검증 영역이 없습니다. 라벨 픽셀의 {percent} %를 따로 떼어 둔 블록으로 모델을 검증합니다.</translation>
        </message>
        <message>
            <source>There is no check area, and too little is labelled to keep some of it out: how good the model is stays unknown.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>검증 영역이 없고, 따로 떼어 두기에는 라벨이 너무 적습니다. 모델이 얼마나 좋은지 알 수 없습니다.</translation>
        </message>
        <message>
            <source>No images are set aside for checking; {count} of {total} are kept out of the training for that.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>검증용으로 지정한 영상이 없습니다. {total}개 중 {count}개를 학습에서 빼고 검증에 사용합니다.</translation>
        </message>
        <message>
            <source>The class '{name}' has no label to learn from.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{name}' 클래스에 학습에 쓸 라벨이 없습니다.</translation>
        </message>
        <message>
            <source>The class '{name}' does not occur where the model is checked; it gets no score.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{name}' 클래스가 모델을 검증하는 곳에 나타나지 않아 점수를 매기지 않습니다.</translation>
        </message>
        <message>
            <source>{percent} % of the labelled pixels are '{name}'; label more of the other classes.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>라벨 픽셀의 {percent} %가 '{name}' 클래스입니다. 다른 클래스의 라벨을 더 지정하십시오.</translation>
        </message>
        <message>
            <source>Everything that is labelled is '{name}': a model learns to tell at least two classes apart.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 라벨이 '{name}' 클래스입니다. 모델을 학습하려면 클래스가 두 개 이상 필요합니다.</translation>
        </message>
        <message>
            <source>There is no labelled pixel to learn from.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습에 쓸 라벨 픽셀이 없습니다.</translation>
        </message>
        <message>
            <source>Only {pixels} pixels are labelled, fewer than one chip has ({chip_px} x {chip_px}); label more places.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>라벨 픽셀이 {pixels}개뿐이어서 학습 조각 하나({chip_px} x {chip_px})보다 적습니다. 라벨을 더 많은 곳에 지정하십시오.</translation>
        </message>
        <message>
            <source>The training that was begun here had other data or settings; this one starts anew.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이곳에서 시작했던 학습은 자료나 설정이 다릅니다. 이번 학습은 처음부터 시작합니다.</translation>
        </message>
        <message>
            <source>Something unexpected went wrong: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>예기치 않은 문제가 발생했습니다: {reason}.</translation>
        </message>
        <message>
            <source>Please report it together with the log.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>로그와 함께 문제를 알려 주십시오.</translation>
        </message>
        <message>
            <source>There was not enough memory, even with the smallest tile ({tile_px} px).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>가장 작은 타일({tile_px} px)로도 메모리가 부족합니다.</translation>
        </message>
        <message>
            <source>Close other programs, choose a smaller network, or run on a machine with more memory.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 프로그램을 닫거나, 더 작은 신경망을 선택하거나, 메모리가 더 많은 컴퓨터에서 실행하십시오.</translation>
        </message>
        <message>
            <source>There was not enough memory: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>메모리가 부족합니다: {reason}.</translation>
        </message>
        <message>
            <source>Close other programs, or use a machine with more memory.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 프로그램을 닫거나 메모리가 더 많은 컴퓨터를 사용하십시오.</translation>
        </message>
        <message>
            <source>The job is not valid: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>작업이 유효하지 않습니다: {reason}.</translation>
        </message>
        <message>
            <source>Correct this value and run again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 값을 고친 다음 다시 실행하십시오.</translation>
        </message>
        <message>
            <source>This engine does not know the job '{kind}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 엔진은 '{kind}' 작업을 알지 못합니다.</translation>
        </message>
        <message>
            <source>Set the engine up again so that it matches the plugin.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>플러그인에 맞도록 엔진을 다시 설치하십시오.</translation>
        </message>
        <message>
            <source>The raster '{path}' does not exist.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터가 없습니다.</translation>
        </message>
        <message>
            <source>Choose a raster that is on this computer.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 컴퓨터에 있는 래스터를 선택하십시오.</translation>
        </message>
        <message>
            <source>The raster '{path}' cannot be read: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터를 읽을 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>The file may be damaged or incomplete; open it again from its source.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파일이 손상되었거나 불완전할 수 있습니다. 원본에서 다시 여십시오.</translation>
        </message>
        <message>
            <source>The raster '{path}' has no coordinate system, so its pixel size in metres is unknown.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터에 좌표계가 없어 미터 단위 픽셀 크기를 알 수 없습니다.</translation>
        </message>
        <message>
            <source>Set the layer's coordinate system, or its pixel size will be taken as the model's.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>레이어의 좌표계를 지정하십시오. 지정하지 않으면 픽셀 크기가 모델과 같은 것으로 간주합니다.</translation>
        </message>
        <message>
            <source>The model needs the bands {wanted}; in '{path}' {missing} could not be found among: {found}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모델에는 {wanted} 밴드가 필요합니다. '{path}' 래스터의 밴드({found}) 중에서 다음을 찾을 수 없습니다: {missing}.</translation>
        </message>
        <message>
            <source>Choose by hand which band is which.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>어느 밴드가 무엇인지 직접 지정하십시오.</translation>
        </message>
        <message>
            <source>Band {band} was asked for, but '{path}' has {count} band(s).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>{band}번 밴드를 요청했지만 '{path}' 래스터에는 밴드가 {count}개 있습니다.</translation>
        </message>
        <message>
            <source>Choose bands between 1 and {count}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>1에서 {count} 사이의 밴드를 선택하십시오.</translation>
        </message>
        <message>
            <source>Bands of type {dtype} cannot be segmented.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>{dtype} 유형의 밴드는 분할할 수 없습니다.</translation>
        </message>
        <message>
            <source>Use a raster of whole or real numbers.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>정수나 실수로 된 래스터를 사용하십시오.</translation>
        </message>
        <message>
            <source>Every pixel of the region is nodata in '{path}'; there is nothing to map.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터에서 대상 영역의 모든 픽셀이 NODATA이므로 지도화할 것이 없습니다.</translation>
        </message>
        <message>
            <source>Choose another region, or check the layer's nodata value.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 대상 영역을 선택하거나 레이어의 NODATA 값을 확인하십시오.</translation>
        </message>
        <message>
            <source>The region is empty.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>대상 영역이 비어 있습니다.</translation>
        </message>
        <message>
            <source>Draw a region or choose 'Whole layer'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>대상 영역을 그리거나 '레이어 전체'를 선택하십시오.</translation>
        </message>
        <message>
            <source>The region does not touch the raster '{path}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>대상 영역이 '{path}' 래스터와 겹치지 않습니다.</translation>
        </message>
        <message>
            <source>Choose a region that lies on the layer; zoom to the layer to see where it is.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>레이어 위에 있는 대상 영역을 선택하십시오. 레이어로 확대/축소하면 위치를 볼 수 있습니다.</translation>
        </message>
        <message>
            <source>The folder '{path}' cannot be written to: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더에 쓸 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose another output folder.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 산출 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>The disk with '{path}' is full ({free_mb} MB free).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 경로의 디스크가 가득 찼습니다({free_mb} MB 남음).</translation>
        </message>
        <message>
            <source>Free some space and run again: finished blocks are kept and the run goes on from there.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>공간을 확보한 다음 다시 실행하십시오. 끝난 블록은 보관되며 그 다음부터 이어집니다.</translation>
        </message>
        <message>
            <source>The result needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>결과를 저장하려면 약 {needed_mb} MB가 필요하지만 '{path}' 경로에는 {free_mb} MB만 남아 있습니다.</translation>
        </message>
        <message>
            <source>Choose another output folder or free some space.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 산출 폴더를 선택하거나 공간을 확보하십시오.</translation>
        </message>
        <message>
            <source>Another run is writing '{path}' (process {pid}).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 실행(프로세스 {pid})이 '{path}' 경로에 쓰고 있습니다.</translation>
        </message>
        <message>
            <source>Wait for it to end or choose another name.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>끝날 때까지 기다리거나 다른 이름을 선택하십시오.</translation>
        </message>
        <message>
            <source>'{path}' could not be written: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 파일을 쓸 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose another format or another folder.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 포맷이나 다른 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>'{path}' cannot be replaced: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 파일을 바꿀 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Remove the layer that uses this file, or choose another name.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 파일을 사용하는 레이어를 제거하거나 다른 이름을 선택하십시오.</translation>
        </message>
        <message>
            <source>There is no model in '{path}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 경로에 모델이 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose the folder that holds model.json.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>model.json이 들어 있는 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' is not valid: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델이 유효하지 않습니다: {reason}.</translation>
        </message>
        <message>
            <source>Get the model again from where it came.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모델을 원래 받은 곳에서 다시 받으십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' was refused because {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델을 거부했습니다: {reason}.</translation>
        </message>
        <message>
            <source>Landweave never loads files that can run code. Ask for the weights as safetensors.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>Landweave는 코드를 실행할 수 있는 파일을 불러오지 않습니다. 가중치를 safetensors 형식으로 요청하십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' asks for the {what} '{name}', which this version does not know.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델에는 이 버전이 알지 못하는 {what} '{name}'이(가) 필요합니다.</translation>
        </message>
        <message>
            <source>Update Landweave, or choose another model.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>Landweave를 업데이트하거나 다른 모델을 선택하십시오.</translation>
        </message>
        <message>
            <source>The weights of the model '{path}' do not fit its network: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델의 가중치가 신경망과 맞지 않습니다: {reason}.</translation>
        </message>
        <message>
            <source>The folder mixes two models; get the model again from where it came.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴더에 두 모델이 섞여 있습니다. 모델을 원래 받은 곳에서 다시 받으십시오.</translation>
        </message>
        <message>
            <source>The weights of the model '{path}' are not those that its card describes.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델의 가중치가 모델 카드의 설명과 다릅니다.</translation>
        </message>
        <message>
            <source>The file was damaged or exchanged; get the model again from where it came.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파일이 손상되었거나 바뀌었습니다. 모델을 원래 받은 곳에서 다시 받으십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' was made by a newer version (format {found}; this version reads {known}).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델은 더 새로운 버전에서 만들었습니다(형식 {found}, 이 버전은 {known}까지 읽음).</translation>
        </message>
        <message>
            <source>Update Landweave.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>Landweave를 업데이트하십시오.</translation>
        </message>
        <message>
            <source>The training data '{path}' cannot be used: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 학습 자료를 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Correct the data and start again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>자료를 고친 다음 다시 시작하십시오.</translation>
        </message>
        <message>
            <source>The mask '{path}' holds the value {value}, which belongs to no class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 마스크에 어느 클래스에도 속하지 않는 값 {value}이(가) 있습니다.</translation>
        </message>
        <message>
            <source>Add the class to the table, or correct the mask.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>표에 클래스를 추가하거나 마스크를 고치십시오.</translation>
        </message>
        <message>
            <source>Label at least one area of every class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 클래스마다 라벨을 한 곳 이상 지정하십시오.</translation>
        </message>
        <message>
            <source>Label some of another class, or say that unlabelled pixels are the background.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 클래스의 라벨도 지정하거나, 라벨 없는 픽셀을 배경으로 지정하십시오.</translation>
        </message>
        <message>
            <source>No epoch of this training is finished yet, so there is no model to keep.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>아직 끝난 에포크가 없어 보관할 모델이 없습니다.</translation>
        </message>
        <message>
            <source>Let it go on for at least one epoch.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>에포크가 한 번 이상 끝날 때까지 기다리십시오.</translation>
        </message>
        <message>
            <source>The model cannot start from '{path}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}'에서 모델 학습을 시작할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose another base model, or start a new network.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 기반 모델을 선택하거나 새 신경망으로 시작하십시오.</translation>
        </message>
        <message>
            <source>The training became unstable: the loss is {loss} in epoch {epoch}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습이 불안정해졌습니다. 에포크 {epoch}의 손실이 {loss}입니다.</translation>
        </message>
        <message>
            <source>Start again with a smaller learning rate; the best model so far was kept.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>더 작은 학습률로 다시 시작하십시오. 지금까지 가장 좋은 모델은 보관했습니다.</translation>
        </message>
        <message>
            <source>The label project '{path}' does not exist.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 라벨 프로젝트가 없습니다.</translation>
        </message>
        <message>
            <source>Choose a label project that is on this computer, or make a new one.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 컴퓨터에 있는 라벨 프로젝트를 선택하거나 새로 만드십시오.</translation>
        </message>
        <message>
            <source>The label project '{path}' cannot be used: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 라벨 프로젝트를 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Get the file again from where it came, or make a new project.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파일을 원래 받은 곳에서 다시 받거나 새 프로젝트를 만드십시오.</translation>
        </message>
        <message>
            <source>The label project '{path}' was made by a newer version (format {found}; this version reads {known}).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 라벨 프로젝트는 더 새로운 버전에서 만들었습니다(형식 {found}, 이 버전은 {known}까지 읽음).</translation>
        </message>
        <message>
            <source>There is already a file '{path}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 파일이 이미 있습니다.</translation>
        </message>
        <message>
            <source>Open it, or choose another name.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>그 파일을 열거나 다른 이름을 선택하십시오.</translation>
        </message>
        <message>
            <source>The label project '{path}' is open for reading only: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 라벨 프로젝트를 읽기 전용으로 열었습니다: {reason}.</translation>
        </message>
        <message>
            <source>Save a copy of the file elsewhere and open the copy.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파일의 사본을 다른 곳에 저장하고 그 사본을 여십시오.</translation>
        </message>
        <message>
            <source>The labels could not be saved in '{path}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>라벨을 '{path}' 파일에 저장할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Nothing is lost: they stay on the map. Remove the cause, then save again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>라벨은 지도에 그대로 남아 있습니다. 원인을 해결한 다음 다시 저장하십시오.</translation>
        </message>
        <message>
            <source>The class cannot be changed: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클래스를 바꿀 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose another name, value or class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 이름, 값 또는 클래스를 선택하십시오.</translation>
        </message>
        <message>
            <source>There is no area there.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>그곳에는 영역이 없습니다.</translation>
        </message>
        <message>
            <source>Paint inside a training area or a check area; add one first.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습 영역이나 검증 영역 안에 칠하십시오. 영역이 없으면 먼저 추가하십시오.</translation>
        </message>
        <message>
            <source>The area has no size.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역에 크기가 없습니다.</translation>
        </message>
        <message>
            <source>Draw a larger rectangle, or select polygons.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>더 큰 사각형을 그리거나 폴리곤을 선택하십시오.</translation>
        </message>
        <message>
            <source>The area lies completely outside the raster '{path}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역이 '{path}' 래스터 밖에 있습니다.</translation>
        </message>
        <message>
            <source>Place it on the raster.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역을 래스터 위에 놓으십시오.</translation>
        </message>
        <message>
            <source>A training area and a check area would overlap: the model would be checked on what it has learned.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습 영역과 검증 영역이 겹칩니다. 겹치면 모델을 이미 학습한 곳에서 검증하게 됩니다.</translation>
        </message>
        <message>
            <source>Place the area beside the others.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역을 다른 영역 옆에 놓으십시오.</translation>
        </message>
        <message>
            <source>This place already belongs to an area of the same kind.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이곳은 이미 같은 종류의 영역에 속합니다.</translation>
        </message>
        <message>
            <source>Paint in that area, or place the new one beside it.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>그 영역에 칠하거나 새 영역을 그 옆에 놓으십시오.</translation>
        </message>
        <message>
            <source>The engine is not set up yet.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진이 아직 설치되지 않았습니다.</translation>
        </message>
        <message>
            <source>Press 'Set up engine'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'엔진 설치'를 누르십시오.</translation>
        </message>
        <message>
            <source>The engine's environment is not complete: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진의 환경이 완전하지 않습니다: {reason}.</translation>
        </message>
        <message>
            <source>Press 'Set up engine' to build it again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'엔진 설치'를 눌러 다시 만드십시오.</translation>
        </message>
        <message>
            <source>The engine could not be started with '{python}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{python}' 파이썬으로 엔진을 시작할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Press 'Set up engine' or choose another Python.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'엔진 설치'를 누르거나 다른 파이썬을 선택하십시오.</translation>
        </message>
        <message>
            <source>The engine speaks protocol {found}, this plugin {known}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진의 프로토콜은 {found}이지만 이 플러그인의 프로토콜은 {known}입니다.</translation>
        </message>
        <message>
            <source>Restart QGIS, then press 'Set up engine'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>QGIS를 다시 시작한 다음 '엔진 설치'를 누르십시오.</translation>
        </message>
        <message>
            <source>The engine stopped unexpectedly: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진이 예기치 않게 멈췄습니다: {reason}.</translation>
        </message>
        <message>
            <source>Run again: finished blocks are kept. The log has the details.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다시 실행하십시오. 끝난 블록은 보관되어 있습니다. 자세한 내용은 로그에 있습니다.</translation>
        </message>
        <message>
            <source>The engine has not answered for {seconds} seconds.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진이 {seconds}초 동안 응답하지 않습니다.</translation>
        </message>
        <message>
            <source>Cancel and run again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>취소한 다음 다시 실행하십시오.</translation>
        </message>
        <message>
            <source>The engine is busy with another job.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진이 다른 작업을 하고 있습니다.</translation>
        </message>
        <message>
            <source>Wait for it to end or cancel it.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>끝날 때까지 기다리거나 취소하십시오.</translation>
        </message>
        <message>
            <source>Setting up the engine failed while {stage}: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진을 설치하지 못했습니다. 실패한 단계: {stage}. 이유: {reason}.</translation>
        </message>
        <message>
            <source>Open the log for the details, then try again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>로그에서 자세한 내용을 확인한 다음 다시 시도하십시오.</translation>
        </message>
        <message>
            <source>Another QGIS window is setting up the engine (process {pid}).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 QGIS 창(프로세스 {pid})에서 엔진을 설치하고 있습니다.</translation>
        </message>
        <message>
            <source>Wait for it to finish, then try again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>끝날 때까지 기다린 다음 다시 시도하십시오.</translation>
        </message>
        <message>
            <source>No Python that can build the engine was found (needed: Python {wanted} with venv).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진을 만들 수 있는 파이썬을 찾지 못했습니다(venv를 포함한 파이썬 {wanted} 필요).</translation>
        </message>
        <message>
            <source>Install Python, then choose it under 'Use this Python instead'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파이썬을 설치한 다음 '대신 다음 파이썬 사용'에서 선택하십시오.</translation>
        </message>
        <message>
            <source>'{python}' cannot be used: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{python}' 파이썬을 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose a Python {wanted} that has venv and pip.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>venv와 pip이 있는 파이썬 {wanted} 버전을 선택하십시오.</translation>
        </message>
        <message>
            <source>The engine needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진에는 약 {needed_mb} MB가 필요하지만 '{path}' 경로에는 {free_mb} MB만 남아 있습니다.</translation>
        </message>
        <message>
            <source>Free some space or choose another folder.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>공간을 확보하거나 다른 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>The engine cannot use the package '{package}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진이 '{package}' 패키지를 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>There is no raster layer to map.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>지도화할 래스터 레이어가 없습니다.</translation>
        </message>
        <message>
            <source>Add a raster layer to the project, or try the sample.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>프로젝트에 래스터 레이어를 추가하거나 예제를 사용해 보십시오.</translation>
        </message>
        <message>
            <source>The layer '{layer}' cannot be read.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{layer}' 레이어를 읽을 수 없습니다.</translation>
        </message>
        <message>
            <source>Repair its data source first.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>먼저 데이터 소스를 복구하십시오.</translation>
        </message>
        <message>
            <source>The region has {megapixels} megapixels; online layers are limited to {limit} at once.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>대상 영역은 {megapixels}메가픽셀입니다. 온라인 레이어는 한 번에 {limit}메가픽셀까지만 가능합니다.</translation>
        </message>
        <message>
            <source>Choose a smaller region.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>더 작은 대상 영역을 선택하십시오.</translation>
        </message>
        <message>
            <source>The pixels of the layer '{layer}' could not be read: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{layer}' 레이어의 픽셀을 읽을 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Check the connection and run again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>연결을 확인한 다음 다시 실행하십시오.</translation>
        </message>
        <message>
            <source>Class colours of Landweave</source>
            <extracomment>ui/styles.py</extracomment>
            <translation>Landweave 클래스 색상</translation>
        </message>
        <message>
            <source>Landweave: planning</source>
            <extracomment>ui/tasks.py</extracomment>
            <translation>Landweave: 실행 계획 중</translation>
        </message>
        <message>
            <source>Segmenting {layer}</source>
            <extracomment>ui/tasks.py</extracomment>
            <translation>{layer} 분할 중</translation>
        </message>
        <message>
            <source>Training {model}</source>
            <extracomment>ui/tasks.py</extracomment>
            <translation>{model} 학습 중</translation>
        </message>
        <message>
            <source>the answer is no picture</source>
            <extracomment>ui/tile_fetch.py</extracomment>
            <translation>서버의 응답이 그림이 아닙니다</translation>
        </message>
        <message>
            <source>the tile is empty</source>
            <extracomment>ui/tile_fetch.py</extracomment>
            <translation>타일이 비어 있습니다</translation>
        </message>
        <message>
            <source>Click to enlarge</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>누르면 크게 표시</translation>
        </message>
        <message>
            <source>Image</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>영상</translation>
        </message>
        <message>
            <source>Before</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>이전</translation>
        </message>
        <message>
            <source>After</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>이후</translation>
        </message>
        <message>
            <source>Change</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>변화</translation>
        </message>
        <message>
            <source>Score</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>점수</translation>
        </message>
        <message>
            <source>The model is trained. Nothing was kept out of the training, so its quality is unknown.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>모델 학습을 마쳤습니다. 학습에서 따로 떼어 둔 부분이 없어 품질을 알 수 없습니다.</translation>
        </message>
        <message>
            <source>The model is trained. Score where it was checked: {after} of 1.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>모델 학습을 마쳤습니다. 검증한 곳의 점수는 1점 만점에 {after}점입니다.</translation>
        </message>
        <message>
            <source>The new model is better: {before} → {after} where it was checked.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>새 모델이 더 좋습니다. 검증한 곳의 점수: {before} → {after}.</translation>
        </message>
        <message>
            <source>The new model is worse than the one before: {before} → {after} where it was checked.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>새 모델이 이전 모델보다 나쁩니다. 검증한 곳의 점수: {before} → {after}.</translation>
        </message>
        <message>
            <source>The new model is as good as the one before: {after} where it was checked.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>새 모델은 이전 모델과 비슷합니다. 검증한 곳의 점수: {after}.</translation>
        </message>
        <message>
            <source>Best of {n} epochs: {best}.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>에포크 {n}회 중 가장 좋은 에포크: {best}.</translation>
        </message>
        <message>
            <source>Trained for {time}.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>학습 시간: {time}.</translation>
        </message>
        <message>
            <source>You ended it early.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>사용자가 일찍 끝냈습니다.</translation>
        </message>
        <message>
            <source>It ended early, because the score did not rise any more.</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>점수가 더 이상 오르지 않아 일찍 끝났습니다.</translation>
        </message>
        <message>
            <source>Use this model now</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>이 모델 사용</translation>
        </message>
        <message>
            <source>Choose it on the page “Segment”</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>“분할” 페이지에서 이 모델을 선택합니다</translation>
        </message>
        <message>
            <source>New training</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>새 학습</translation>
        </message>
        <message>
            <source>IoU: how much of map and labels overlap; 1 is perfect, 0 is all wrong</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>IoU: 지도와 라벨이 겹치는 비율. 1이면 완벽하고 0이면 모두 틀린 것입니다</translation>
        </message>
    </context>
</TS>
