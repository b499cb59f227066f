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
            <source>Label</source>
            <extracomment>plugin.py</extracomment>
            <translation>라벨</translation>
        </message>
        <message>
            <source>Train</source>
            <extracomment>plugin.py</extracomment>
            <translation>학습</translation>
        </message>
        <message>
            <source>Models</source>
            <extracomment>plugin.py</extracomment>
            <translation>모델</translation>
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
            <source>the whole tile</source>
            <extracomment>ui/architecture_texts.py</extracomment>
            <translation>타일 전체</translation>
        </message>
        <message>
            <source>the surroundings of each pixel</source>
            <extracomment>ui/architecture_texts.py</extracomment>
            <translation>각 픽셀의 주변</translation>
        </message>
        <message>
            <source>{n} ×</source>
            <extracomment>ui/architecture_texts.py</extracomment>
            <translation>{n}배</translation>
        </message>
        <message>
            <source>{n} million</source>
            <extracomment>ui/architecture_texts.py</extracomment>
            <translation>{n}백만</translation>
        </message>
        <message>
            <source>Architectures</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>신경망 구조</translation>
        </message>
        <message>
            <source>Architecture</source>
            <extracomment>ui/architectures_dialog.py, ui/import_model_dialog.py, ui/model_card.py, ui/processing/model_choice.py, ui/train_options.py</extracomment>
            <translation>구조</translation>
        </message>
        <message>
            <source>Sees</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>참조 범위</translation>
        </message>
        <message>
            <source>What it decides a pixel's class from</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>픽셀의 클래스를 정할 때 참조하는 범위입니다</translation>
        </message>
        <message>
            <source>Parameters</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>매개변수</translation>
        </message>
        <message>
            <source>Its size; more need more memory and more labels</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>신경망의 크기입니다. 클수록 메모리와 라벨이 더 많이 필요합니다</translation>
        </message>
        <message>
            <source>Time</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>시간</translation>
        </message>
        <message>
            <source>Compared with a U-Net</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>U-Net을 기준으로 한 상대 시간입니다</translation>
        </message>
        <message>
            <source>Choose one on the page “Train”, under New network.</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>“학습” 페이지의 “새 신경망”에서 선택하십시오.</translation>
        </message>
        <message>
            <source>Its coarsest features stand for {n} x {n} pixels (total stride {n}).</source>
            <extracomment>ui/architectures_dialog.py</extracomment>
            <translation>가장 성긴 특징 하나가 {n} x {n}픽셀을 나타냅니다(전체 스트라이드 {n}).</translation>
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
            <source>The engine is training “{name}”.</source>
            <extracomment>ui/busy.py</extracomment>
            <translation>엔진이 “{name}” 모델을 학습하고 있습니다.</translation>
        </message>
        <message>
            <source>The engine is making the map “{name}”.</source>
            <extracomment>ui/busy.py</extracomment>
            <translation>엔진이 “{name}” 지도를 만들고 있습니다.</translation>
        </message>
        <message>
            <source>The engine is busy with another job.</source>
            <extracomment>ui/busy.py, ui/sentences.py</extracomment>
            <translation>엔진이 다른 작업을 하고 있습니다.</translation>
        </message>
        <message>
            <source>This run begins afterwards.</source>
            <extracomment>ui/busy.py</extracomment>
            <translation>이 실행은 그 다음에 시작됩니다.</translation>
        </message>
        <message>
            <source>Time and disk space are estimated when that has ended.</source>
            <extracomment>ui/busy.py</extracomment>
            <translation>그 작업이 끝나면 시간과 디스크 공간을 계산합니다.</translation>
        </message>
        <message>
            <source>test images</source>
            <extracomment>ui/card_scores.py</extracomment>
            <translation>시험 영상</translation>
        </message>
        <message>
            <source>check images</source>
            <extracomment>ui/card_scores.py</extracomment>
            <translation>검증 영상</translation>
        </message>
        <message>
            <source>training images</source>
            <extracomment>ui/card_scores.py</extracomment>
            <translation>학습 영상</translation>
        </message>
        <message>
            <source>{role} of {source}</source>
            <extracomment>ui/card_scores.py</extracomment>
            <translation>{source} {role}</translation>
        </message>
        <message>
            <source>Value</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>값</translation>
        </message>
        <message>
            <source>Colour</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>색상</translation>
        </message>
        <message>
            <source>Class</source>
            <extracomment>ui/class_editor.py, ui/class_table.py, ui/model_card.py, ui/results.py, ui/train_result.py</extracomment>
            <translation>클래스</translation>
        </message>
        <message>
            <source>Add a class</source>
            <extracomment>ui/class_editor.py, ui/class_table.py</extracomment>
            <translation>클래스 추가</translation>
        </message>
        <message>
            <source>Remove the last class</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>마지막 클래스 제거</translation>
        </message>
        <message>
            <source>class {n}</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>클래스 {n}</translation>
        </message>
        <message>
            <source>Click to choose another colour</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>누르면 다른 색상을 선택합니다</translation>
        </message>
        <message>
            <source>Colour of the class</source>
            <extracomment>ui/class_editor.py</extracomment>
            <translation>클래스의 색상</translation>
        </message>
        <message>
            <source>Labels</source>
            <extracomment>ui/class_table.py, ui/label_project.py, ui/label_run.py, ui/processing/rasterize_labels.py, ui/train_result.py</extracomment>
            <translation>라벨</translation>
        </message>
        <message>
            <source>Share</source>
            <extracomment>ui/class_table.py, ui/results.py</extracomment>
            <translation>비율</translation>
        </message>
        <message>
            <source>Key</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>단축키</translation>
        </message>
        <message>
            <source>Of the labelled area</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>라벨이 있는 면적에서 차지하는 비율입니다</translation>
        </message>
        <message>
            <source>The key that chooses the class while you paint</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>칠하는 동안 클래스를 선택하는 키입니다</translation>
        </message>
        <message>
            <source>Merge this class into another</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>이 클래스를 다른 클래스와 합치기</translation>
        </message>
        <message>
            <source>Delete this class</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>이 클래스 삭제</translation>
        </message>
        <message>
            <source>Click to change the colour</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>누르면 색상을 바꿉니다</translation>
        </message>
        <message>
            <source>{name}: double-click to change the name</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>{name}: 더블클릭하면 이름을 바꿉니다</translation>
        </message>
        <message>
            <source>Colour of {name}</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>{name} 클래스의 색상</translation>
        </message>
        <message>
            <source>Delete the class {name}</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>{name} 클래스 삭제</translation>
        </message>
        <message>
            <source>What is to become of its labels ({count})?</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>이 클래스의 라벨 {count}개를 어떻게 하시겠습니까?</translation>
        </message>
        <message>
            <source>Delete them; their place becomes unlabelled</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>라벨 삭제(그 자리는 라벨 없는 곳이 됨)</translation>
        </message>
        <message>
            <source>Move them to</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>다음 클래스로 옮기기</translation>
        </message>
        <message>
            <source>Delete class</source>
            <extracomment>ui/class_table.py, ui/label_classes.py</extracomment>
            <translation>클래스 삭제</translation>
        </message>
        <message>
            <source>&lt; 1 %</source>
            <extracomment>ui/class_table.py</extracomment>
            <translation>&lt; 1 %</translation>
        </message>
        <message>
            <source>{n} %</source>
            <extracomment>ui/class_table.py, ui/results.py, ui/run_panel.py</extracomment>
            <translation>{n} %</translation>
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
            <source>Mean (mIoU)</source>
            <extracomment>ui/curves.py</extracomment>
            <translation>평균(mIoU)</translation>
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
            <extracomment>ui/engine_setup.py, ui/run_panel.py, ui/telling.py</extracomment>
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
            <extracomment>ui/engine_setup.py, ui/model_card.py, ui/segment_options.py</extracomment>
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
            <extracomment>ui/engine_setup.py, ui/label_page.py, ui/segment_page.py</extracomment>
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
            <source>Add the model {name}</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>{name} 모델 추가</translation>
        </message>
        <message>
            <source>not known</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>알 수 없음</translation>
        </message>
        <message>
            <source>as the file says</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>파일에 적힌 대로</translation>
        </message>
        <message>
            <source>As segmentation-models-pytorch calls it, such as resnet34</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>segmentation-models-pytorch에서 쓰는 이름입니다(예: resnet34)</translation>
        </message>
        <message>
            <source>The names of its bands in their order, with commas between them</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>모델의 밴드 이름을 순서대로 쉼표로 구분하여 입력합니다</translation>
        </message>
        <message>
            <source> m</source>
            <extracomment>ui/import_model_dialog.py, ui/segment_options.py</extracomment>
            <translation> m</translation>
        </message>
        <message>
            <source>not set</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>설정 안 함</translation>
        </message>
        <message>
            <source>Pixel size of the images it was trained on</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>모델을 학습한 영상의 픽셀 크기입니다</translation>
        </message>
        <message>
            <source>8 bit (0 to 255)</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>8비트(0~255)</translation>
        </message>
        <message>
            <source>16 bit (0 to 65535)</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>16비트(0~65535)</translation>
        </message>
        <message>
            <source>decimal numbers</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>실수</translation>
        </message>
        <message>
            <source>one number, or one for each band</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>값 하나 또는 밴드마다 하나씩</translation>
        </message>
        <message>
            <source>Add</source>
            <extracomment>ui/import_model_dialog.py, ui/models_page.py</extracomment>
            <translation>추가</translation>
        </message>
        <message>
            <source>Name</source>
            <extracomment>ui/import_model_dialog.py, ui/models_run.py, ui/processing/import_model.py, ui/segment_options.py, ui/train_page.py</extracomment>
            <translation>이름</translation>
        </message>
        <message>
            <source>Encoder</source>
            <extracomment>ui/import_model_dialog.py, ui/model_card.py, ui/processing/model_choice.py, ui/train_options.py</extracomment>
            <translation>인코더</translation>
        </message>
        <message>
            <source>Classes</source>
            <extracomment>ui/import_model_dialog.py, ui/label_dialogs.py, ui/label_page.py, ui/label_project.py, ui/processing/import_model.py, ui/processing/polygonize.py, ui/processing/segment.py</extracomment>
            <translation>클래스</translation>
        </message>
        <message>
            <source>Bands</source>
            <extracomment>ui/import_model_dialog.py, ui/model_card.py, ui/processing/import_model.py</extracomment>
            <translation>밴드</translation>
        </message>
        <message>
            <source>Pixel size</source>
            <extracomment>ui/import_model_dialog.py, ui/model_card.py</extracomment>
            <translation>픽셀 크기</translation>
        </message>
        <message>
            <source>Values</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>값</translation>
        </message>
        <message>
            <source>Scaling</source>
            <extracomment>ui/import_model_dialog.py, ui/processing/import_model.py</extracomment>
            <translation>값 변환</translation>
        </message>
        <message>
            <source>Licence</source>
            <extracomment>ui/import_model_dialog.py, ui/model_card.py, ui/processing/import_model.py</extracomment>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>Mean</source>
            <extracomment>ui/import_model_dialog.py, ui/model_card.py, ui/train_result.py</extracomment>
            <translation>평균</translation>
        </message>
        <message>
            <source>Deviation</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>표준편차</translation>
        </message>
        <message>
            <source>The file does not say all that Landweave needs to use this model. Its author knows.</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>Landweave에서 이 모델을 사용하는 데 필요한 정보가 파일에 모두 들어 있지 않습니다. 빠진 정보는 모델을 만든 사람에게 확인하십시오.</translation>
        </message>
        <message>
            <source>none</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>없음</translation>
        </message>
        <message>
            <source>to 0 … 1 (divide by 255)</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>0 … 1로 변환(255로 나눔)</translation>
        </message>
        <message>
            <source>as ImageNet (red, green, blue)</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>ImageNet 방식(빨강, 초록, 파랑)</translation>
        </message>
        <message>
            <source>mean and deviation</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>평균과 표준편차</translation>
        </message>
        <message>
            <source>The model needs a name.</source>
            <extracomment>ui/import_model_dialog.py, ui/processing/train.py</extracomment>
            <translation>모델의 이름을 입력하십시오.</translation>
        </message>
        <message>
            <source>Each class needs a name of its own.</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>클래스마다 서로 다른 이름을 입력하십시오.</translation>
        </message>
        <message>
            <source>Name its bands, such as red, green, blue.</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>밴드의 이름을 입력하십시오(예: red, green, blue).</translation>
        </message>
        <message>
            <source>Say the pixel size of the images that it was trained on.</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>모델을 학습한 영상의 픽셀 크기를 입력하십시오.</translation>
        </message>
        <message>
            <source>The scaling of ImageNet is for three bands.</source>
            <extracomment>ui/import_model_dialog.py, ui/processing/import_model.py</extracomment>
            <translation>ImageNet 값 변환은 밴드가 세 개일 때만 쓸 수 있습니다.</translation>
        </message>
        <message>
            <source>Mean and deviation are one number, or one for each band; a deviation is not 0.</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>평균과 표준편차는 값 하나 또는 밴드마다 하나씩 입력하십시오. 표준편차는 0일 수 없습니다.</translation>
        </message>
        <message>
            <source>band {n}</source>
            <extracomment>ui/import_model_dialog.py</extracomment>
            <translation>밴드 {n}</translation>
        </message>
        <message>
            <source>shipped</source>
            <extracomment>ui/installed_models.py</extracomment>
            <translation>기본 제공</translation>
        </message>
        <message>
            <source>own</source>
            <extracomment>ui/installed_models.py</extracomment>
            <translation>내 모델</translation>
        </message>
        <message>
            <source>imported</source>
            <extracomment>ui/installed_models.py</extracomment>
            <translation>가져온 모델</translation>
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
            <source>Label projects (*.gpkg)</source>
            <extracomment>ui/label_dialogs.py, ui/train_data.py</extracomment>
            <translation>라벨 프로젝트 (*.gpkg)</translation>
        </message>
        <message>
            <source>File</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>파일</translation>
        </message>
        <message>
            <source>Open labels</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>라벨 열기</translation>
        </message>
        <message>
            <source>Open</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>열기</translation>
        </message>
        <message>
            <source>New labels</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>새 라벨</translation>
        </message>
        <message>
            <source>Create</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>만들기</translation>
        </message>
        <message>
            <source>Those of {model}</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>{model} 모델의 클래스</translation>
        </message>
        <message>
            <source>My own, added afterwards</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>나중에 직접 추가</translation>
        </message>
        <message>
            <source>What is left unlabelled inside an area is</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>영역 안에서 라벨이 없는 곳의 처리</translation>
        </message>
        <message>
            <source>There is no folder “{folder}”.</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>“{folder}” 폴더가 없습니다.</translation>
        </message>
        <message>
            <source>Files cannot be made in the folder “{folder}”.</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>“{folder}” 폴더에 파일을 만들 수 없습니다.</translation>
        </message>
        <message>
            <source>Label only what you are sure of; the rest teaches the model nothing.</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>확실한 곳에만 라벨을 지정하십시오. 나머지는 학습에 쓰지 않습니다.</translation>
        </message>
        <message>
            <source>Then label everything else in an area completely: what you forget teaches a mistake.</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>이 경우 영역 안의 다른 클래스는 모두 빠짐없이 라벨을 지정하십시오. 빠뜨린 곳은 잘못 학습됩니다.</translation>
        </message>
        <message>
            <source>ignored</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>무시</translation>
        </message>
        <message>
            <source>the class {name}</source>
            <extracomment>ui/label_dialogs.py</extracomment>
            <translation>{name} 클래스로 간주</translation>
        </message>
        <message>
            <source>{count} labels were suggested. They are dashed: accept or correct them.</source>
            <extracomment>ui/label_help.py</extracomment>
            <translation>라벨 {count}개를 제안했습니다. 점선으로 표시된 라벨을 승인하거나 고치십시오.</translation>
        </message>
        <message>
            <source>The model found nothing to add there.</source>
            <extracomment>ui/label_help.py</extracomment>
            <translation>모델이 그곳에서 추가할 라벨을 찾지 못했습니다.</translation>
        </message>
        <message>
            <source>Classes of the model that the table does not have were left out: {names}.</source>
            <extracomment>ui/label_help.py</extracomment>
            <translation>클래스 표에 없는 모델의 클래스는 제외했습니다: {names}.</translation>
        </message>
        <message>
            <source>none was chosen</source>
            <extracomment>ui/label_help.py, ui/segment_page.py</extracomment>
            <translation>선택한 모델이 없습니다</translation>
        </message>
        <message>
            <source>Nothing on the map leads to these classes, look for them yourself: {names}.</source>
            <extracomment>ui/label_help.py</extracomment>
            <translation>지도에서 다음 클래스를 찾을 단서가 없으므로 직접 찾으십시오: {names}.</translation>
        </message>
        <message>
            <source>Show the model what is what: mark a few areas on the image, paint what you see in them, then train. Everything is kept in one file, the labels.</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>모델에게 무엇이 무엇인지 알려 주십시오. 영상에 영역을 몇 개 지정하고 그 안에 보이는 것을 칠한 다음 학습하십시오. 모든 것은 라벨 파일 하나에 보관됩니다.</translation>
        </message>
        <message>
            <source>New …</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>새 라벨 …</translation>
        </message>
        <message>
            <source>Open …</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>열기 …</translation>
        </message>
        <message>
            <source>Save</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>저장</translation>
        </message>
        <message>
            <source>The model that suggests labels and areas</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>라벨과 영역을 제안할 모델입니다</translation>
        </message>
        <message>
            <source>Suggest labels</source>
            <extracomment>ui/label_page.py, ui/paint.py</extracomment>
            <translation>라벨 제안</translation>
        </message>
        <message>
            <source>The model labels the chosen area; correct what is wrong instead of drawing all of it</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>선택한 영역의 라벨을 모델이 만듭니다. 모두 그리는 대신 틀린 곳만 고치면 됩니다</translation>
        </message>
        <message>
            <source>Suggest areas</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>영역 제안</translation>
        </message>
        <message>
            <source>Places where labels help most: the model is unsure there, or a class has few labels</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>라벨이 가장 도움이 되는 곳입니다. 모델이 확신하지 못하거나 라벨이 적은 클래스가 있는 곳입니다</translation>
        </message>
        <message>
            <source>Accept all</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>모두 승인</translation>
        </message>
        <message>
            <source>Reject all</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>모두 거부</translation>
        </message>
        <message>
            <source>Accept single ones on the map</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>지도에서 하나씩 승인</translation>
        </message>
        <message>
            <source>Reject single ones on the map</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>지도에서 하나씩 거부</translation>
        </message>
        <message>
            <source>Cancel</source>
            <extracomment>ui/label_page.py, ui/models_page.py, ui/segment_page.py</extracomment>
            <translation>취소</translation>
        </message>
        <message>
            <source>Set up engine</source>
            <extracomment>ui/label_page.py, ui/plan_line.py</extracomment>
            <translation>엔진 설치</translation>
        </message>
        <message>
            <source>What places inside an area are that have no label</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>영역 안에서 라벨이 없는 곳을 어떻게 처리할지 정합니다</translation>
        </message>
        <message>
            <source>Train with these labels</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>이 라벨로 학습</translation>
        </message>
        <message>
            <source>Layer</source>
            <extracomment>ui/label_page.py, ui/segment_page.py</extracomment>
            <translation>레이어</translation>
        </message>
        <message>
            <source>Areas</source>
            <extracomment>ui/label_page.py, ui/label_project.py, ui/processing/base.py</extracomment>
            <translation>영역</translation>
        </message>
        <message>
            <source>Paint</source>
            <extracomment>ui/label_page.py, ui/paint.py</extracomment>
            <translation>칠하기</translation>
        </message>
        <message>
            <source>Unlabelled places:</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>라벨 없는 곳:</translation>
        </message>
        <message>
            <source>Help from a model</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>모델의 도움</translation>
        </message>
        <message>
            <source>Add an aerial or satellite image to the project to label it.</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>라벨을 지정할 항공 영상이나 위성 영상을 프로젝트에 추가하십시오.</translation>
        </message>
        <message>
            <source>Labels need an image file. Save this layer as a GeoTIFF (Export › Save As …) and choose that.</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>라벨을 지정하려면 영상 파일이 필요합니다. 이 레이어를 GeoTIFF로 저장한 다음(내보내기 › 다른 이름으로 저장 …) 그 파일을 선택하십시오.</translation>
        </message>
        <message>
            <source>not saved yet</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>아직 저장하지 않음</translation>
        </message>
        <message>
            <source>saved</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>저장됨</translation>
        </message>
        <message>
            <source>Only for reading: {reason}.</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>읽기 전용: {reason}.</translation>
        </message>
        <message>
            <source>{count} suggested labels (dashed)</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>제안된 라벨 {count}개(점선)</translation>
        </message>
        <message>
            <source>Choose a class and a tool, then paint inside an area.</source>
            <extracomment>ui/label_page.py</extracomment>
            <translation>클래스와 도구를 선택한 다음 영역 안을 칠하십시오.</translation>
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
            <source>Save the labels in “{name}”?</source>
            <extracomment>ui/label_run.py</extracomment>
            <translation>“{name}” 라벨을 저장하시겠습니까?</translation>
        </message>
        <message>
            <source>New class</source>
            <extracomment>ui/label_run.py</extracomment>
            <translation>새 클래스</translation>
        </message>
        <message>
            <source>No polygon is selected: select some in any layer first.</source>
            <extracomment>ui/label_run.py</extracomment>
            <translation>선택한 폴리곤이 없습니다. 먼저 아무 레이어에서나 폴리곤을 선택하십시오.</translation>
        </message>
        <message>
            <source>The area and its labels were removed; undo brings them back.</source>
            <extracomment>ui/label_run.py</extracomment>
            <translation>영역과 그 안의 라벨을 제거했습니다. 실행 취소하면 되돌릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Training area</source>
            <extracomment>ui/label_styles.py, ui/label_toolbar.py</extracomment>
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
            <source>Training area {number}</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>학습 영역 {number}</translation>
        </message>
        <message>
            <source>Check area {number}</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>검증 영역 {number}</translation>
        </message>
        <message>
            <source>{train} training, {check} check</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>학습 {train}개, 검증 {check}개</translation>
        </message>
        <message>
            <source>Click the map to place a square, or drag a rectangle. The model learns from labels in it.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>지도를 클릭하면 정사각형을 놓고, 드래그하면 직사각형을 그립니다. 모델은 그 안의 라벨로 학습합니다.</translation>
        </message>
        <message>
            <source>Check</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>검증</translation>
        </message>
        <message>
            <source>Click the map to place a square, or drag a rectangle. Its labels only check the model.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>지도를 클릭하면 정사각형을 놓고, 드래그하면 직사각형을 그립니다. 그 안의 라벨은 모델 검증에만 사용합니다.</translation>
        </message>
        <message>
            <source>Choose an area on the map</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>지도에서 영역 선택</translation>
        </message>
        <message>
            <source>Show it on the map</source>
            <extracomment>ui/label_toolbar.py, ui/suggestions.py</extracomment>
            <translation>지도에서 보기</translation>
        </message>
        <message>
            <source>Remove the chosen area with its labels</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>선택한 영역과 그 안의 라벨 제거</translation>
        </message>
        <message>
            <source>From selected polygons</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>선택한 폴리곤으로 만들기</translation>
        </message>
        <message>
            <source>Polygons that are selected in any layer become areas</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>아무 레이어에서나 선택한 폴리곤을 영역으로 만듭니다</translation>
        </message>
        <message>
            <source>No area yet</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>아직 영역 없음</translation>
        </message>
        <message>
            <source>All areas ({counts})</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>모든 영역({counts})</translation>
        </message>
        <message>
            <source>Undo (Ctrl+Z on the map)</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>실행 취소(지도에서 Ctrl+Z)</translation>
        </message>
        <message>
            <source>Redo (Ctrl+Y on the map)</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>다시 실행(지도에서 Ctrl+Y)</translation>
        </message>
        <message>
            <source> px</source>
            <extracomment>ui/label_toolbar.py, ui/segment_options.py, ui/train_options.py</extracomment>
            <translation> px</translation>
        </message>
        <message>
            <source>Radius of brush and eraser in pixels of the model; the keys [ and ] change it on the map</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>붓과 지우개의 반경이며 단위는 모델의 픽셀입니다. 지도에서 [ 키와 ] 키로 바꿀 수 있습니다</translation>
        </message>
        <message>
            <source>Polygon: click the corners</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>폴리곤: 꼭짓점을 클릭</translation>
        </message>
        <message>
            <source>Lasso: draw around something</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>올가미: 대상의 둘레를 그림</translation>
        </message>
        <message>
            <source>Brush</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>붓</translation>
        </message>
        <message>
            <source>Eraser: takes labels away</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>지우개: 라벨을 지움</translation>
        </message>
        <message>
            <source>Fill: what is left of an area gets the class</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>채우기: 영역의 나머지를 선택한 클래스로 채움</translation>
        </message>
        <message>
            <source>Click the corners, end with the right button. Backspace takes one back.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>꼭짓점을 클릭하고 오른쪽 버튼으로 마치십시오. 백스페이스 키를 누르면 한 점을 되돌립니다.</translation>
        </message>
        <message>
            <source>Draw around something with the button held down.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>버튼을 누른 채로 대상의 둘레를 그리십시오.</translation>
        </message>
        <message>
            <source>Paint with the button held down. [ and ] change the radius.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>버튼을 누른 채로 칠하십시오. [ 키와 ] 키로 반경을 바꿉니다.</translation>
        </message>
        <message>
            <source>Wipe labels away with the button held down. [ and ] change the radius.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>버튼을 누른 채로 라벨을 지우십시오. [ 키와 ] 키로 반경을 바꿉니다.</translation>
        </message>
        <message>
            <source>Click an area: what is not labelled in it gets the class.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>영역을 클릭하십시오. 그 안의 라벨 없는 곳을 선택한 클래스로 채웁니다.</translation>
        </message>
        <message>
            <source>Click to place a square, or drag a rectangle.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>클릭하여 정사각형을 놓거나, 드래그하여 직사각형을 그리십시오.</translation>
        </message>
        <message>
            <source>Click an area to choose it.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>선택할 영역을 클릭하십시오.</translation>
        </message>
        <message>
            <source>Click a dashed label to accept it.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>승인할 점선 라벨을 클릭하십시오.</translation>
        </message>
        <message>
            <source>Click a dashed label to take it away.</source>
            <extracomment>ui/label_toolbar.py</extracomment>
            <translation>거부할 점선 라벨을 클릭하십시오. 그 라벨이 지워집니다.</translation>
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
            <source>Training</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>학습</translation>
        </message>
        <message>
            <source>Checking the model</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>모델 검증 중</translation>
        </message>
        <message>
            <source>Adding the model</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>모델 추가 중</translation>
        </message>
        <message>
            <source>Looking for places to label</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>라벨을 지정할 곳을 찾는 중</translation>
        </message>
        <message>
            <source>Drawing the labels</source>
            <extracomment>ui/messages.py</extracomment>
            <translation>라벨을 래스터로 그리는 중</translation>
        </message>
        <message>
            <source>Images that the model did not learn from, on which it was checked</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>모델이 학습하지 않은, 모델을 검증한 영상입니다</translation>
        </message>
        <message>
            <source>Details</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>상세 정보</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>폴더 열기</translation>
        </message>
        <message>
            <source>Trained from</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>기반 모델</translation>
        </message>
        <message>
            <source>From</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>출처</translation>
        </message>
        <message>
            <source>Size</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>크기</translation>
        </message>
        <message>
            <source>Version</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>버전</translation>
        </message>
        <message>
            <source>Works</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>처리 방식</translation>
        </message>
        <message>
            <source>Credits</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>저작자 표시</translation>
        </message>
        <message>
            <source>Scores on {place}</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>{place}의 점수</translation>
        </message>
        <message>
            <source>Score</source>
            <extracomment>ui/model_card.py, ui/train_result.py</extracomment>
            <translation>점수</translation>
        </message>
        <message>
            <source>How well the map covers this class (IoU): 1 is perfect, 0 is nothing</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>지도가 이 클래스와 얼마나 일치하는지 나타냅니다(IoU). 1이면 완벽하고 0이면 전혀 맞지 않습니다</translation>
        </message>
        <message>
            <source>{best} ({low} to {high})</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>{best}({low}~{high})</translation>
        </message>
        <message>
            <source>Shipped with Landweave</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>Landweave에 기본 제공되는 모델</translation>
        </message>
        <message>
            <source>Your own</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>직접 만든 모델</translation>
        </message>
        <message>
            <source>Imported</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>가져온 모델</translation>
        </message>
        <message>
            <source>on tiles of {tile} px, which it sees as a whole</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>{tile} px 타일 단위로 처리하며 타일 전체를 함께 봅니다</translation>
        </message>
        <message>
            <source>on tiles of any size that overlap by {halo} px</source>
            <extracomment>ui/model_card.py</extracomment>
            <translation>임의 크기의 타일을 {halo} px씩 겹쳐 처리합니다</translation>
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
            <source>Search models</source>
            <extracomment>ui/model_list.py</extracomment>
            <translation>모델 검색</translation>
        </message>
        <message>
            <source>Score {score}, from 0 to 1</source>
            <extracomment>ui/model_list.py</extracomment>
            <translation>점수 {score}(0~1)</translation>
        </message>
        <message>
            <source>From a file (zip, ONNX, weights) …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>파일에서 추가(zip, ONNX, 가중치) …</translation>
        </message>
        <message>
            <source>From a folder …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>폴더에서 추가 …</translation>
        </message>
        <message>
            <source>Add a model; you can also drag its file here</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>모델을 추가합니다. 모델 파일을 여기로 끌어다 놓아도 됩니다</translation>
        </message>
        <message>
            <source>Architectures …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>신경망 구조 …</translation>
        </message>
        <message>
            <source>All kinds of networks that can be trained, compared</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>학습할 수 있는 모든 종류의 신경망을 비교합니다</translation>
        </message>
        <message>
            <source>Use</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>사용</translation>
        </message>
        <message>
            <source>Go to “Segment” with this model</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>이 모델로 “분할” 페이지를 엽니다</translation>
        </message>
        <message>
            <source>Export</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>내보내기</translation>
        </message>
        <message>
            <source>More</source>
            <extracomment>ui/models_page.py, ui/segment_options.py, ui/train_options.py</extracomment>
            <translation>추가 옵션</translation>
        </message>
        <message>
            <source>Rename …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>이름 변경 …</translation>
        </message>
        <message>
            <source>Duplicate …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>복제 …</translation>
        </message>
        <message>
            <source>Delete …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>삭제 …</translation>
        </message>
        <message>
            <source>Check files</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>파일 확인</translation>
        </message>
        <message>
            <source>See whether all its files are whole and fit together</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>파일이 모두 온전하고 서로 맞는지 확인합니다</translation>
        </message>
        <message>
            <source>This model belongs to Landweave itself. Duplicate it and change the copy.</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>Landweave에 기본 제공되는 모델입니다. 모델을 복제하여 사본을 변경하십시오.</translation>
        </message>
        <message>
            <source>To pass it on (zip) …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>공유용(zip) …</translation>
        </message>
        <message>
            <source>For Deepness and others (ONNX) …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>Deepness 등 다른 프로그램용(ONNX) …</translation>
        </message>
        <message>
            <source>For Python (segmentation-models-pytorch) …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>파이썬용(segmentation-models-pytorch) …</translation>
        </message>
        <message>
            <source>For catalogues (STAC item) …</source>
            <extracomment>ui/models_page.py</extracomment>
            <translation>카탈로그용(STAC 아이템) …</translation>
        </message>
        <message>
            <source>Models ({patterns})</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델 ({patterns})</translation>
        </message>
        <message>
            <source>Add a model</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델 추가</translation>
        </message>
        <message>
            <source>Add the model in a folder (it holds model.json or config.json)</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>폴더의 모델 추가(model.json이나 config.json이 들어 있는 폴더)</translation>
        </message>
        <message>
            <source>it is no zip, folder, ONNX file or weights file of a model</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델의 zip, 폴더, ONNX 파일, 가중치 파일 중 어느 것도 아닙니다</translation>
        </message>
        <message>
            <source>Adding the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 추가 중</translation>
        </message>
        <message>
            <source>The model {name} was added</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델을 추가했습니다</translation>
        </message>
        <message>
            <source>Exporting the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 내보내는 중</translation>
        </message>
        <message>
            <source>The model {name} was saved as {file}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델을 {file} 경로에 저장했습니다</translation>
        </message>
        <message>
            <source>Export the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 내보내기</translation>
        </message>
        <message>
            <source>Checking the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 확인 중</translation>
        </message>
        <message>
            <source>The model {name} is sound: its files are whole and fit together.</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델에 문제가 없습니다. 파일이 모두 온전하고 서로 맞습니다.</translation>
        </message>
        <message>
            <source>Rename the model</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델 이름 변경</translation>
        </message>
        <message>
            <source>Duplicate the model</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델 복제</translation>
        </message>
        <message>
            <source>Copying the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 복사 중</translation>
        </message>
        <message>
            <source>{name} (copy)</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name}(사본)</translation>
        </message>
        <message>
            <source>{name} (copy {n})</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name}(사본 {n})</translation>
        </message>
        <message>
            <source>The engine is working with this model. Wait for it to end, or cancel it.</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>엔진이 이 모델을 사용하고 있습니다. 끝날 때까지 기다리거나 취소하십시오.</translation>
        </message>
        <message>
            <source>Deleting the model {name}</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>{name} 모델 삭제 중</translation>
        </message>
        <message>
            <source>Delete the model</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델 삭제</translation>
        </message>
        <message>
            <source>Delete the model “{name}” for good?</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>“{name}” 모델을 완전히 삭제하시겠습니까?</translation>
        </message>
        <message>
            <source>Its folder is deleted and cannot be brought back:
{folder}
Maps that were made with it stay.</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>모델의 폴더가 삭제되며 되돌릴 수 없습니다:
{folder}
이 모델로 만든 지도는 그대로 남습니다.</translation>
        </message>
        <message>
            <source>Delete</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>삭제</translation>
        </message>
        <message>
            <source>Only take it off the list</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>목록에서만 제거</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed.</source>
            <extracomment>ui/models_run.py</extracomment>
            <translation>취소했습니다. 변경된 것은 없습니다.</translation>
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
            <source>QGIS refused to change the layer '{name}'</source>
            <extracomment>ui/paint.py</extracomment>
            <translation>QGIS가 '{name}' 레이어의 변경을 거부했습니다</translation>
        </message>
        <message>
            <source>There is no suggested label there; they have dashed outlines.</source>
            <extracomment>ui/paint_session.py</extracomment>
            <translation>그곳에는 제안된 라벨이 없습니다. 제안된 라벨은 윤곽선이 점선입니다.</translation>
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
            <source>the model {model} knows none of the classes in the table</source>
            <extracomment>ui/prefill.py</extracomment>
            <translation>{model} 모델에는 클래스 표에 있는 클래스가 하나도 없습니다</translation>
        </message>
        <message>
            <source>Suggesting labels</source>
            <extracomment>ui/prefill.py</extracomment>
            <translation>라벨 제안 중</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <extracomment>ui/processing/base.py, ui/segment_page.py</extracomment>
            <translation>중지했습니다.</translation>
        </message>
        <message>
            <source>it was not prepared</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>준비되지 않았습니다</translation>
        </message>
        <message>
            <source>Device</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>장치</translation>
        </message>
        <message>
            <source>Where the network runs. With auto it is a graphics card where there is one.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>신경망을 실행할 장치입니다. auto로 두면 그래픽 카드가 있을 때 그래픽 카드를 사용합니다.</translation>
        </message>
        <message>
            <source>Label project</source>
            <extracomment>ui/processing/base.py, ui/train_data.py</extracomment>
            <translation>라벨 프로젝트</translation>
        </message>
        <message>
            <source>The GeoPackage with areas and labels that the page Label works on.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>“라벨” 페이지에서 편집하는 영역과 라벨이 들어 있는 GeoPackage입니다.</translation>
        </message>
        <message>
            <source>Those that models train with, those that check them, or both.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>모델 학습에 쓰는 영역, 모델 검증에 쓰는 영역 또는 둘 다입니다.</translation>
        </message>
        <message>
            <source>Smallest polygon (m²)</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>최소 폴리곤 면적(m²)</translation>
        </message>
        <message>
            <source>Simplify outlines by (m)</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>윤곽선 단순화 거리(m)</translation>
        </message>
        <message>
            <source>Smaller polygons are merged into their neighbours.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>이보다 작은 폴리곤은 이웃 폴리곤에 합칩니다.</translation>
        </message>
        <message>
            <source>How far outlines may be moved. 0 keeps them exact to the pixel.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>윤곽선을 옮길 수 있는 최대 거리입니다. 0이면 픽셀 경계를 그대로 따릅니다.</translation>
        </message>
        <message>
            <source>Right angles</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>직각 윤곽선</translation>
        </message>
        <message>
            <source>Give each polygon right-angled outlines, as buildings have. Common borders may then part.</source>
            <extracomment>ui/processing/base.py</extracomment>
            <translation>각 폴리곤의 윤곽선을 건물처럼 직각으로 만듭니다. 이 경우 공통 경계가 벌어질 수 있습니다.</translation>
        </message>
        <message>
            <source>Evaluate a map</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>지도 평가</translation>
        </message>
        <message>
            <source>accuracy assessment,confusion matrix,kappa,iou,validation,area estimation</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>정확도 평가,혼동 행렬,카파,검증,면적 추정,accuracy assessment,confusion matrix,kappa,iou,validation,area estimation</translation>
        </message>
        <message>
            <source>Compares a class raster with what is known about its place and writes a report: confusion matrix, scores of each class, and the areas of the classes corrected for the map's errors, with confidence intervals.

Name one of three: another class raster; a label project, whose check areas count; or points or polygons with a field that holds class names or values.

The folder gets report.html, report.json, confusion.csv, scores.csv and areas.csv.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>클래스 래스터를 그 위치에 대해 알려진 정보와 비교하여 보고서를 작성합니다. 보고서에는 혼동 행렬, 클래스별 점수, 지도의 오차를 보정한 클래스별 면적이 신뢰 구간과 함께 들어 있습니다.

다음 셋 중 하나를 지정하십시오: 다른 클래스 래스터, 라벨 프로젝트(검증 영역을 사용함), 클래스 이름이나 값이 들어 있는 필드가 있는 포인트 또는 폴리곤.

폴더에는 report.html, report.json, confusion.csv, scores.csv, areas.csv 파일이 저장됩니다.</translation>
        </message>
        <message>
            <source>Confidence level</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>신뢰 수준</translation>
        </message>
        <message>
            <source>Of the intervals around scores and areas.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>점수와 면적의 신뢰 구간에 적용할 수준입니다.</translation>
        </message>
        <message>
            <source>Folder for the report</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>보고서 폴더</translation>
        </message>
        <message>
            <source>Report</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>보고서</translation>
        </message>
        <message>
            <source>Overall accuracy</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>전체 정확도</translation>
        </message>
        <message>
            <source>Mean IoU</source>
            <extracomment>ui/processing/evaluate.py, ui/processing/train.py</extracomment>
            <translation>평균 IoU</translation>
        </message>
        <message>
            <source>Reference raster</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>참조 래스터</translation>
        </message>
        <message>
            <source>Points or polygons</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>포인트 또는 폴리곤</translation>
        </message>
        <message>
            <source>Field with the class</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>클래스 필드</translation>
        </message>
        <message>
            <source>Class raster</source>
            <extracomment>ui/processing/evaluate.py, ui/processing/polygonize.py, ui/processing/suggest_areas.py</extracomment>
            <translation>클래스 래스터</translation>
        </message>
        <message>
            <source>A class raster that is right.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>정답으로 사용할 클래스 래스터입니다.</translation>
        </message>
        <message>
            <source>Places whose class is known.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>클래스를 알고 있는 장소입니다.</translation>
        </message>
        <message>
            <source>It holds class names or values.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>클래스 이름이나 값이 들어 있는 필드입니다.</translation>
        </message>
        <message>
            <source>Name one of these, and only one: reference raster, label project, points or polygons.</source>
            <extracomment>ui/processing/evaluate.py</extracomment>
            <translation>참조 래스터, 라벨 프로젝트, 포인트 또는 폴리곤 중 하나만 지정하십시오.</translation>
        </message>
        <message>
            <source>Choose the field that holds the class.</source>
            <extracomment>ui/processing/evaluate.py, ui/sentences.py</extracomment>
            <translation>클래스가 들어 있는 필드를 선택하십시오.</translation>
        </message>
        <message>
            <source>Export labels as chips</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>라벨을 학습 조각으로 내보내기</translation>
        </message>
        <message>
            <source>training data,data set,dataset,tiles,masks,images,patches</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>학습 자료,데이터셋,타일,마스크,영상,패치,칩,training data,data set,dataset,tiles,masks,images,patches</translation>
        </message>
        <message>
            <source>Writes the areas of a label project as georeferenced images with masks of the same names, cut into chips. Training areas go to the folder train, check areas to val; classes.csv names the classes, and manifest.json tells where each chip comes from.

Masks hold the class values; 255 is where nothing is labelled. The folder must be new or empty.</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>라벨 프로젝트의 영역을 지리참조된 영상과 같은 이름의 마스크로, 학습 조각 크기로 잘라 저장합니다. 학습 영역은 train 폴더에, 검증 영역은 val 폴더에 저장됩니다. classes.csv에는 클래스의 이름이, manifest.json에는 각 조각의 출처가 기록됩니다.

마스크에는 클래스 값이 들어 있으며, 라벨 없는 곳은 255입니다. 폴더는 새 폴더이거나 비어 있어야 합니다.</translation>
        </message>
        <message>
            <source>Chip size (pixels)</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>학습 조각 크기(픽셀)</translation>
        </message>
        <message>
            <source>Format of the masks</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>마스크의 포맷</translation>
        </message>
        <message>
            <source>0 takes the size that the label project has.</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>0이면 라벨 프로젝트에 지정된 크기를 사용합니다.</translation>
        </message>
        <message>
            <source>Only tif masks are georeferenced.</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>tif 마스크만 지리참조됩니다.</translation>
        </message>
        <message>
            <source>Folder for the chips</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>학습 조각 폴더</translation>
        </message>
        <message>
            <source>Chips to train with</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>학습용 조각 수</translation>
        </message>
        <message>
            <source>Chips to check with</source>
            <extracomment>ui/processing/export_chips.py</extracomment>
            <translation>검증용 조각 수</translation>
        </message>
        <message>
            <source>Export a model</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>모델 내보내기</translation>
        </message>
        <message>
            <source>onnx,deepness,zip,share,stac,segmentation models pytorch</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>공유,onnx,deepness,zip,share,stac,segmentation models pytorch</translation>
        </message>
        <message>
            <source>Writes a model for others.

zip: the whole package in one file, for another Landweave.
onnx: for the plugin Deepness and other programs that run ONNX; its input has a fixed size.
smp: a folder that segmentation-models-pytorch loads.
stac: an item that describes the model with the Machine Learning Model extension, for catalogues.</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>다른 프로그램이나 다른 사용자를 위해 모델을 저장합니다.

zip: 다른 Landweave에서 쓸 수 있도록 모델 패키지 전체를 파일 하나에 담습니다.
onnx: Deepness 플러그인과 ONNX를 실행하는 다른 프로그램용입니다. 입력 크기가 고정됩니다.
smp: segmentation-models-pytorch에서 불러오는 폴더입니다.
stac: Machine Learning Model 확장으로 모델을 설명하는 카탈로그용 아이템입니다.</translation>
        </message>
        <message>
            <source>Model</source>
            <extracomment>ui/processing/export_model.py, ui/processing/segment.py, ui/segment_page.py, ui/train_result.py</extracomment>
            <translation>모델</translation>
        </message>
        <message>
            <source>Format</source>
            <extracomment>ui/processing/export_model.py, ui/segment_options.py</extracomment>
            <translation>포맷</translation>
        </message>
        <message>
            <source>Tile size (pixels)</source>
            <extracomment>ui/processing/export_model.py, ui/processing/segment.py</extracomment>
            <translation>타일 크기(픽셀)</translation>
        </message>
        <message>
            <source>Side of the input of an ONNX file; 0 is the model's own tile.</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>ONNX 파일의 입력 한 변의 크기입니다. 0이면 모델의 타일 크기를 사용합니다.</translation>
        </message>
        <message>
            <source>Exported model</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>내보낸 모델</translation>
        </message>
        <message>
            <source>Zip (*.zip);;ONNX (*.onnx);;STAC item (*.json);;Folder (*)</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>Zip (*.zip);;ONNX (*.onnx);;STAC 아이템 (*.json);;폴더 (*)</translation>
        </message>
        <message>
            <source>A file, or for smp the name of a folder.</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>파일을 지정합니다. smp 포맷이면 폴더 이름을 지정합니다.</translation>
        </message>
        <message>
            <source>The format smp is a folder; leave the extension {found} out.</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>smp 포맷은 폴더로 저장됩니다. {found} 확장자를 빼십시오.</translation>
        </message>
        <message>
            <source>A file in the format {format} ends in {wanted}.</source>
            <extracomment>ui/processing/export_model.py</extracomment>
            <translation>{format} 포맷의 파일 이름은 {wanted}(으)로 끝나야 합니다.</translation>
        </message>
        <message>
            <source>Import a model</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델 가져오기</translation>
        </message>
        <message>
            <source>onnx,pytorch,safetensors,deepness,weights,segmentation models,checkpoint</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>가중치,체크포인트,onnx,pytorch,safetensors,deepness,weights,segmentation models,checkpoint</translation>
        </message>
        <message>
            <source>Makes a model package of a model from elsewhere: a package in a zip or folder, a folder of segmentation-models-pytorch, weights (.safetensors, .pt, .pth, .ckpt) or an ONNX file. Nothing in it is run as a program.

Give what the file does not say itself: for bare weights the architecture, and in most cases bands, classes and the pixel size of the images it was trained on.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>다른 곳에서 만든 모델로 Landweave 모델 패키지를 만듭니다. zip이나 폴더로 된 패키지, segmentation-models-pytorch 폴더, 가중치(.safetensors, .pt, .pth, .ckpt) 또는 ONNX 파일을 가져올 수 있습니다. 그 안의 어떤 것도 프로그램으로 실행하지 않습니다.

파일에 들어 있지 않은 정보를 지정하십시오. 가중치만 있으면 구조를, 그리고 대부분의 경우 밴드, 클래스, 모델을 학습한 영상의 픽셀 크기를 지정해야 합니다.</translation>
        </message>
        <message>
            <source>Folder of the new model</source>
            <extracomment>ui/processing/import_model.py, ui/processing/train.py</extracomment>
            <translation>새 모델의 폴더</translation>
        </message>
        <message>
            <source>Model file</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델 파일</translation>
        </message>
        <message>
            <source>Model folder</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델 폴더</translation>
        </message>
        <message>
            <source>Kind</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>종류</translation>
        </message>
        <message>
            <source>A zip, an ONNX file, or weights.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>zip, ONNX 파일 또는 가중치입니다.</translation>
        </message>
        <message>
            <source>A package or a folder of segmentation-models-pytorch, instead of a file.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>파일 대신 지정하는 모델 패키지 폴더 또는 segmentation-models-pytorch 폴더입니다.</translation>
        </message>
        <message>
            <source>auto tells by the file itself.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>auto로 두면 파일을 보고 판단합니다.</translation>
        </message>
        <message>
            <source>Pixel size (m)</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>픽셀 크기(m)</translation>
        </message>
        <message>
            <source>Type of the pixels</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>픽셀의 데이터 유형</translation>
        </message>
        <message>
            <source>Names in the model's order with commas between them: red, green, blue.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델의 순서대로 이름을 쉼표로 구분하여 입력합니다: red, green, blue.</translation>
        </message>
        <message>
            <source>Names in the model's order with commas between them, each with a colour or not: land, building=#c8553d.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델의 순서대로 이름을 쉼표로 구분하여 입력합니다. 색상은 붙여도 되고 생략해도 됩니다: land, building=#c8553d.</translation>
        </message>
        <message>
            <source>Of the images it was trained on; 0 is not known.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델을 학습한 영상의 픽셀 크기입니다. 0이면 알 수 없음을 뜻합니다.</translation>
        </message>
        <message>
            <source>Of the images it was trained on.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델을 학습한 영상의 데이터 유형입니다.</translation>
        </message>
        <message>
            <source>What is done to pixels before the network: what the file says (else nothing); unit divides by 255; imagenet is for networks that were trained on photographs first.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>신경망에 넣기 전에 픽셀 값을 변환하는 방식입니다. file은 파일에 적힌 대로 변환하며 적혀 있지 않으면 변환하지 않습니다. unit은 255로 나눕니다. imagenet은 먼저 사진으로 학습한 신경망에 사용합니다.</translation>
        </message>
        <message>
            <source>Name either a model file or a model folder.</source>
            <extracomment>ui/processing/import_model.py</extracomment>
            <translation>모델 파일과 모델 폴더 중 하나만 지정하십시오.</translation>
        </message>
        <message>
            <source>A model that comes with Landweave or was added in its panel.</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>Landweave에 기본 제공되거나 Landweave 패널에서 추가한 모델입니다.</translation>
        </message>
        <message>
            <source>Folder of another model</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>다른 모델의 폴더</translation>
        </message>
        <message>
            <source>A folder with model.json in it; it is taken instead of the model that is chosen by name.</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>model.json이 들어 있는 폴더입니다. 지정하면 이름으로 선택한 모델 대신 사용합니다.</translation>
        </message>
        <message>
            <source>no installed model has this name</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>이 이름으로 설치된 모델이 없습니다</translation>
        </message>
        <message>
            <source>(no model)</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>(모델 없음)</translation>
        </message>
        <message>
            <source>The kind of a new network. auto is a U-Net, the usual choice for maps.</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>새 신경망의 종류입니다. auto는 지도화에 가장 흔히 쓰는 U-Net입니다.</translation>
        </message>
        <message>
            <source>As segmentation-models-pytorch calls it, such as resnet34. Empty: the architecture's own.</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>segmentation-models-pytorch에서 쓰는 이름입니다(예: resnet34). 비워 두면 구조의 기본 인코더를 사용합니다.</translation>
        </message>
        <message>
            <source>Add it to the list of models</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>모델 목록에 추가</translation>
        </message>
        <message>
            <source>It can then be chosen by its name, here and in Landweave's panel.</source>
            <extracomment>ui/processing/model_choice.py</extracomment>
            <translation>추가하면 여기와 Landweave 패널에서 이름으로 모델을 선택할 수 있습니다.</translation>
        </message>
        <message>
            <source>Polygons of a class raster</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>클래스 래스터를 폴리곤으로 변환</translation>
        </message>
        <message>
            <source>vectorize,raster to vector,polygonise,outlines,buildings</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>벡터화,래스터를 벡터로,폴리곤화,윤곽선,건물,vectorize,raster to vector,polygonise,outlines,buildings</translation>
        </message>
        <message>
            <source>Makes polygons of the classes of a raster, for example of a map that Landweave has made. Neighbours have common borders without gaps or overlaps, and the outlines are exact to the pixel unless they are simplified.

Every polygon has the fields class, class_name, area_m2 and perimeter_m, and with a confidence raster of the same run confidence_mean. Names and colours of the classes are those that the layer has in QGIS, or that its file tells.

The file's extension chooses the format: GeoPackage, FlatGeobuf, GeoJSON or Shapefile.</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>래스터의 클래스를 폴리곤으로 만듭니다. 예를 들어 Landweave로 만든 지도를 변환할 수 있습니다. 이웃한 폴리곤은 틈이나 겹침 없이 경계를 공유하며, 단순화하지 않으면 윤곽선이 픽셀 경계를 정확히 따릅니다.

모든 폴리곤에는 class, class_name, area_m2, perimeter_m 필드가 있으며, 같은 실행의 신뢰도 래스터를 지정하면 confidence_mean 필드도 추가됩니다. 클래스의 이름과 색상은 QGIS에서 레이어에 지정된 것이나 파일에 들어 있는 것을 사용합니다.

포맷은 파일 확장자에 따라 정해집니다: GeoPackage, FlatGeobuf, GeoJSON 또는 Shapefile.</translation>
        </message>
        <message>
            <source>Polygons</source>
            <extracomment>ui/processing/polygonize.py, ui/processing/segment.py, ui/segment_options.py</extracomment>
            <translation>폴리곤</translation>
        </message>
        <message>
            <source>A raster whose first band holds class values from 0 to 254; 255 is nodata.</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>첫 번째 밴드에 0에서 254까지의 클래스 값이 들어 있는 래스터입니다. 255는 NODATA입니다.</translation>
        </message>
        <message>
            <source>Confidence raster</source>
            <extracomment>ui/processing/polygonize.py, ui/processing/suggest_areas.py, ui/segment_options.py</extracomment>
            <translation>신뢰도 래스터</translation>
        </message>
        <message>
            <source>Of the same run; polygons then say how sure the model is of them.</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>같은 실행의 신뢰도 래스터입니다. 지정하면 모델이 각 폴리곤을 얼마나 확신하는지 기록됩니다.</translation>
        </message>
        <message>
            <source>Names or values with commas between them, such as building, 3. Empty: all classes.</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>이름이나 값을 쉼표로 구분하여 입력합니다(예: building, 3). 비워 두면 모든 클래스를 사용합니다.</translation>
        </message>
        <message>
            <source>the raster has no class '{name}'; it has {known}</source>
            <extracomment>ui/processing/polygonize.py</extracomment>
            <translation>래스터에 '{name}' 클래스가 없습니다. 있는 클래스: {known}</translation>
        </message>
        <message>
            <source>Labels as a class raster</source>
            <extracomment>ui/processing/rasterize_labels.py</extracomment>
            <translation>라벨을 클래스 래스터로 변환</translation>
        </message>
        <message>
            <source>burn,ground truth,mask,reference,vector to raster</source>
            <extracomment>ui/processing/rasterize_labels.py</extracomment>
            <translation>정답 자료,마스크,참조 자료,벡터를 래스터로,래스터화,burn,ground truth,mask,reference,vector to raster</translation>
        </message>
        <message>
            <source>Writes the labels of a label project as a raster of class values that has the pixels of another raster. A pixel belongs to the label that its centre lies in; 255, which is nodata, is where nothing is labelled.

All areas count that lie on the raster, also those that were drawn on another one.</source>
            <extracomment>ui/processing/rasterize_labels.py</extracomment>
            <translation>라벨 프로젝트의 라벨을 다른 래스터와 픽셀이 일치하는 클래스 값 래스터로 저장합니다. 픽셀은 중심이 들어 있는 라벨에 속하며, 라벨 없는 곳은 NODATA인 255입니다.

다른 래스터 위에 그린 영역을 포함하여, 이 래스터와 겹치는 모든 영역을 사용합니다.</translation>
        </message>
        <message>
            <source>Raster</source>
            <extracomment>ui/processing/rasterize_labels.py, ui/processing/segment.py</extracomment>
            <translation>래스터</translation>
        </message>
        <message>
            <source>Its size, place and coordinate system are taken.</source>
            <extracomment>ui/processing/rasterize_labels.py</extracomment>
            <translation>이 래스터의 크기, 위치, 좌표계를 사용합니다.</translation>
        </message>
        <message>
            <source>polygons can be written as {known}, not as '{extension}'</source>
            <extracomment>ui/processing/results.py</extracomment>
            <translation>폴리곤은 {known} 형식으로 저장할 수 있으며, '{extension}' 형식으로는 저장할 수 없습니다</translation>
        </message>
        <message>
            <source>Writing chips</source>
            <extracomment>ui/processing/run.py</extracomment>
            <translation>학습 조각을 저장하는 중</translation>
        </message>
        <message>
            <source>it ended without a result</source>
            <extracomment>ui/processing/run.py</extracomment>
            <translation>결과 없이 끝났습니다</translation>
        </message>
        <message>
            <source>Epoch {epoch}: mean IoU {value}</source>
            <extracomment>ui/processing/run.py</extracomment>
            <translation>에포크 {epoch}: 평균 IoU {value}</translation>
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
            <source>Bands in the model's order</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델 순서에 따른 밴드</translation>
        </message>
        <message>
            <source>Only where the raster does not say which band is which.</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>래스터에 밴드 정보가 없을 때만 지정합니다.</translation>
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
            <source>How much the network sees at once; 0 takes as much as the memory holds.</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>신경망이 한 번에 보는 크기입니다. 0이면 메모리가 허용하는 만큼 크게 정합니다.</translation>
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
            <source>Stopped. What is finished is kept for the next run with the same values.</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>중지했습니다. 끝난 부분은 보관되며, 같은 값으로 다시 실행할 때 사용합니다.</translation>
        </message>
        <message>
            <source>the model needs {wanted} different bands ({names}), found {found}</source>
            <extracomment>ui/processing/segment.py</extracomment>
            <translation>모델에는 서로 다른 밴드 {wanted}개({names})가 필요하지만 {found}개를 찾았습니다</translation>
        </message>
        <message>
            <source>Suggest areas to label</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>라벨을 지정할 영역 제안</translation>
        </message>
        <message>
            <source>active learning,sampling,where next,uncertainty,training areas</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>능동 학습,표본 추출,샘플링,불확실성,학습 영역,active learning,sampling,where next,uncertainty,training areas</translation>
        </message>
        <message>
            <source>Proposes the squares of a map where new labels would teach a model most: where it is unsure, where a class is rare among the labels so far, and where the image looks different; some are drawn by chance.

Give the confidence raster of the same run (Segment a raster writes one); without it squares are chosen by how different they are. With a label project, its areas are left out and its labels counted, and the squares have the size of its chips.

The polygons carry their number, the reason, the classes of the map in them and how uncertain it is.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>지도에서 새 라벨이 모델에 가장 도움이 되는 사각형을 제안합니다. 모델이 확신하지 못하는 곳, 지금까지의 라벨에 드문 클래스가 있는 곳, 영상이 다르게 보이는 곳을 찾으며, 일부는 무작위로 선택합니다.

같은 실행의 신뢰도 래스터를 지정하십시오('래스터 분할'에서 만들 수 있습니다). 지정하지 않으면 서로 얼마나 다른지에 따라 사각형을 선택합니다. 라벨 프로젝트를 지정하면 그 영역은 제외하고 라벨을 집계하며, 사각형의 크기는 프로젝트의 학습 조각과 같습니다.

폴리곤에는 번호, 제안한 이유, 그 안에 있는 지도의 클래스, 지도의 불확실성이 기록됩니다.</translation>
        </message>
        <message>
            <source>Suggested areas</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>제안된 영역</translation>
        </message>
        <message>
            <source>Image</source>
            <extracomment>ui/processing/suggest_areas.py, ui/train_result.py</extracomment>
            <translation>영상</translation>
        </message>
        <message>
            <source>A map of the model that is to be trained further.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>더 학습할 모델로 만든 지도입니다.</translation>
        </message>
        <message>
            <source>Of the same run; it tells where the model is unsure.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>같은 실행의 신뢰도 래스터입니다. 모델이 확신하지 못하는 곳을 알려 줍니다.</translation>
        </message>
        <message>
            <source>The raster below the map; its colours tell places apart.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>지도를 만든 원본 래스터입니다. 색상으로 장소를 구별합니다.</translation>
        </message>
        <message>
            <source>Number of areas</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>영역 수</translation>
        </message>
        <message>
            <source>Side of an area (m)</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>영역 한 변의 길이(m)</translation>
        </message>
        <message>
            <source>Share drawn by chance</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>무작위 선택 비율</translation>
        </message>
        <message>
            <source>Seed</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>난수 시드</translation>
        </message>
        <message>
            <source>0 takes the label project's chip, or 256 pixels of the map.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>0이면 라벨 프로젝트의 학습 조각 크기를, 프로젝트가 없으면 지도의 256픽셀을 사용합니다.</translation>
        </message>
        <message>
            <source>Areas by chance find what the model is wrongly sure of.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>무작위로 선택한 영역에서는 모델이 확신하지만 틀린 곳을 찾을 수 있습니다.</translation>
        </message>
        <message>
            <source>Another number gives other areas by chance.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>다른 수를 지정하면 다른 영역이 무작위로 선택됩니다.</translation>
        </message>
        <message>
            <source>Nothing on the map leads to the class {name}, look for it yourself.</source>
            <extracomment>ui/processing/suggest_areas.py</extracomment>
            <translation>지도에서 {name} 클래스를 찾을 단서가 없으므로 직접 찾으십시오.</translation>
        </message>
        <message>
            <source>Train a model</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>모델 학습</translation>
        </message>
        <message>
            <source>learn,fine-tune,deep learning,u-net,neural network,semantic segmentation</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>학습,미세 조정,딥러닝,신경망,의미론적 분할,세그멘테이션,learn,fine-tune,deep learning,u-net,neural network,semantic segmentation</translation>
        </message>
        <message>
            <source>Trains a model that Segment a raster can use.

Learn from a label project, or from a folder with images and, beside them, masks of the same names. Check areas of the project, or check images of the folder, are not learned from but tell how good the model is.

A model to start from learns faster and from fewer labels; without one, a new network of the chosen architecture is made.

Give the output folder a name of its own: the best model so far always stands there. A training that was cancelled goes on where it stopped when it is started again with the same values.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>'래스터 분할'에서 사용할 수 있는 모델을 학습합니다.

라벨 프로젝트나, 영상과 그 옆에 같은 이름의 마스크가 있는 폴더로 학습합니다. 프로젝트의 검증 영역이나 폴더의 검증 영상은 학습에 쓰지 않고 모델이 얼마나 좋은지 알아보는 데 사용합니다.

시작 모델을 지정하면 더 빨리, 더 적은 라벨로 학습합니다. 지정하지 않으면 선택한 구조의 새 신경망을 만듭니다.

산출 폴더는 이 모델만의 이름으로 지정하십시오. 지금까지 가장 좋은 모델이 항상 그 폴더에 저장됩니다. 취소한 학습은 같은 값으로 다시 시작하면 멈춘 곳부터 이어집니다.</translation>
        </message>
        <message>
            <source>Epochs</source>
            <extracomment>ui/processing/train.py, ui/train_options.py</extracomment>
            <translation>에포크</translation>
        </message>
        <message>
            <source>Folder with images and masks</source>
            <extracomment>ui/processing/train.py, ui/train_data.py</extracomment>
            <translation>영상과 마스크가 있는 폴더</translation>
        </message>
        <message>
            <source>Instead of a label project.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>라벨 프로젝트 대신 사용합니다.</translation>
        </message>
        <message>
            <source>Name of the new model</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>새 모델의 이름</translation>
        </message>
        <message>
            <source>Preset</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>프리셋</translation>
        </message>
        <message>
            <source>How long it may take: minutes, an hour, or as long as it gets better.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>학습에 걸리는 시간입니다. 몇 분, 한 시간, 또는 점수가 오르는 동안 계속 학습합니다.</translation>
        </message>
        <message>
            <source>Model to start from</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>시작 모델</translation>
        </message>
        <message>
            <source>Image files</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>영상 파일</translation>
        </message>
        <message>
            <source>Which files are images, such as images/*.png</source>
            <extracomment>ui/processing/train.py, ui/train_data.py</extracomment>
            <translation>영상 파일을 찾는 패턴입니다(예: images/*.png)</translation>
        </message>
        <message>
            <source>Mask files</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>마스크 파일</translation>
        </message>
        <message>
            <source>Which files are masks, such as masks/*.png</source>
            <extracomment>ui/processing/train.py, ui/train_data.py</extracomment>
            <translation>마스크 파일을 찾는 패턴입니다(예: masks/*.png)</translation>
        </message>
        <message>
            <source>Classes of the masks</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>마스크의 클래스</translation>
        </message>
        <message>
            <source>Values or colours of masks with their names: 0=land, 1=building, or #ff0000=roof.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>마스크의 값이나 색상과 클래스 이름입니다: 0=land, 1=building 또는 #ff0000=roof.</translation>
        </message>
        <message>
            <source>Check images</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>검증 영상</translation>
        </message>
        <message>
            <source>Parts of paths with commas between them; images with one of them only check the model.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>경로에 들어 있는 문자열을 쉼표로 구분하여 입력합니다. 이 문자열이 경로에 들어 있는 영상은 모델 검증에만 사용합니다.</translation>
        </message>
        <message>
            <source>Name either a label project or a folder with images and masks.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>라벨 프로젝트와, 영상과 마스크가 있는 폴더 중 하나만 지정하십시오.</translation>
        </message>
        <message>
            <source>A model to start from brings its own network: choose it or an architecture, not both.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>시작 모델에는 자체 신경망이 있습니다. 시작 모델과 구조 중 하나만 선택하십시오.</translation>
        </message>
        <message>
            <source>Stopped. The training goes on from there when it is started again with the same values.</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>중지했습니다. 같은 값으로 다시 시작하면 멈춘 곳부터 학습을 이어갑니다.</translation>
        </message>
        <message>
            <source>'{text}' is not of the form value=name</source>
            <extracomment>ui/processing/train.py</extracomment>
            <translation>'{text}'은(는) value=name 형식이 아닙니다</translation>
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
            <source>an array did not fit</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>배열이 메모리에 들어가지 않았습니다</translation>
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
            <source>the new model would replace the model that it starts from</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>새 모델이 시작 모델을 덮어쓰게 됩니다</translation>
        </message>
        <message>
            <source>'{path}' is there already and is no model</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{path}' 경로에 모델이 아닌 것이 이미 있습니다</translation>
        </message>
        <message>
            <source>it is there already and not empty</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이미 있으며 비어 있지 않습니다</translation>
        </message>
        <message>
            <source>writing is not permitted</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>쓰기 권한이 없습니다</translation>
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
            <source>it does not exist</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>존재하지 않습니다</translation>
        </message>
        <message>
            <source>the file is not complete</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파일이 완전하지 않습니다</translation>
        </message>
        <message>
            <source>there are more than {count} classes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스가 {count}개를 넘습니다</translation>
        </message>
        <message>
            <source>it has no field '{name}', but {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 필드가 없습니다. 있는 필드: {found}</translation>
        </message>
        <message>
            <source>it has neither coordinates nor the image's size ({rows} x {cols})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>좌표가 없고 크기도 영상({rows} x {cols})과 다릅니다</translation>
        </message>
        <message>
            <source>from {low} to {high}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{low}에서 {high}까지</translation>
        </message>
        <message>
            <source>mask values are whole numbers, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>마스크 값은 정수여야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>mask colours have the form #rrggbb, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>마스크 색상은 #rrggbb 형식이어야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>a class has the form VALUE=NAME, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스는 VALUE=NAME 형식이어야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>a change has the form SETTING=VALUE, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>변경할 설정은 SETTING=VALUE 형식이어야 합니다(입력값: '{found}')</translation>
        </message>
        <message>
            <source>name either a preset (--preset quick) or a recorded configuration</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>프리셋(--preset quick)이나 기록된 설정 중 하나만 지정하십시오</translation>
        </message>
        <message>
            <source>--{flag} belongs to a preset; a recorded configuration says it itself</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>--{flag} 옵션은 프리셋에만 쓸 수 있습니다. 기록된 설정에는 그 값이 이미 들어 있습니다</translation>
        </message>
        <message>
            <source>--encoder-weights belongs to a recorded configuration</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>--encoder-weights 옵션은 기록된 설정에만 쓸 수 있습니다</translation>
        </message>
        <message>
            <source>--images, --masks and --class belong to a folder, not to a label project</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>--images, --masks, --class 옵션은 라벨 프로젝트가 아니라 폴더에만 쓸 수 있습니다</translation>
        </message>
        <message>
            <source>its graph takes {count} inputs; a network for images takes one</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래프의 입력이 {count}개입니다. 영상용 신경망의 입력은 하나여야 합니다</translation>
        </message>
        <message>
            <source>it is no ONNX file, or cut off</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>ONNX 파일이 아니거나 잘려 있습니다</translation>
        </message>
        <message>
            <source>it is no ONNX file: it holds no graph</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래프가 들어 있지 않아 ONNX 파일이 아닙니다</translation>
        </message>
        <message>
            <source>it is {what} and not ONNX</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>ONNX 형식이 아닙니다({what})</translation>
        </message>
        <message>
            <source>it brings functions of its own ('{name}'); export it with functions inlined</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>자체 함수('{name}')가 들어 있습니다. 함수를 인라인하여 내보내십시오</translation>
        </message>
        <message>
            <source>it is made for training; export it for inference</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>학습용으로 만든 파일입니다. 추론용으로 내보내십시오</translation>
        </message>
        <message>
            <source>graphs stand inside graphs more than {depth} deep</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래프가 {depth}단계를 넘어 중첩되어 있습니다</translation>
        </message>
        <message>
            <source>its graph has more than {most} operators</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래프의 연산자가 {most}개를 넘습니다</translation>
        </message>
        <message>
            <source>it holds more than {most} tensors</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>텐서가 {most}개를 넘습니다</translation>
        </message>
        <message>
            <source>it holds sparse weights</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>희소 가중치가 들어 있습니다</translation>
        </message>
        <message>
            <source>it needs the operator '{name}', which is not of the ONNX standard</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>ONNX 표준에 없는 '{name}' 연산자가 필요합니다</translation>
        </message>
        <message>
            <source>its operator '{name}' can run without end</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 연산자가 끝없이 실행될 수 있습니다</translation>
        </message>
        <message>
            <source>its operator '{name}' gives another result at each run</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 연산자의 결과가 실행할 때마다 다릅니다</translation>
        </message>
        <message>
            <source>it wants to read another file, '{name}'; save it as one file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>다른 파일 '{name}'을(를) 읽어야 합니다. 파일 하나로 저장하십시오</translation>
        </message>
        <message>
            <source>the tensor '{name}' makes no sense</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서가 올바르지 않습니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' holds texts</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서에 텍스트가 들어 있습니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' is of a type that no network here has</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서의 유형이 여기에서 쓰는 신경망에 없는 유형입니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' claims {numbers} numbers and holds {held} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서에는 값이 {numbers}개 있어야 하지만 {held}바이트만 들어 있습니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' claims {numbers} numbers and holds none</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서에는 값이 {numbers}개 있어야 하지만 하나도 들어 있지 않습니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' claims {numbers} numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서에 값이 {numbers}개 있다고 되어 있어 너무 많습니다</translation>
        </message>
        <message>
            <source>the tensor '{name}' holds values that are no numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 텐서에 숫자가 아닌 값(NaN)이 들어 있습니다</translation>
        </message>
        <message>
            <source>'{name}' of its graph is no array of numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래프의 '{name}'이(가) 숫자 배열이 아닙니다</translation>
        </message>
        <message>
            <source>what it says about itself is longer than {most} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파일의 설명 정보가 {most}바이트를 넘습니다</translation>
        </message>
        <message>
            <source>one image would become a tensor of {sizes} numbers in it</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>영상 하나를 처리할 때 값이 {sizes}개인 텐서가 만들어집니다</translation>
        </message>
        <message>
            <source>it takes arrays of {kind} with {axes} axes; images have 4</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>축이 {axes}개인 {kind} 배열을 입력으로 받습니다. 영상의 축은 4개입니다</translation>
        </message>
        <message>
            <source>it takes {found} bands; at most {most} are possible</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드를 {found}개 입력받습니다. 최대 {most}개까지 가능합니다</translation>
        </message>
        <message>
            <source>it takes {found} band(s), and {named} are named</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드를 {found}개 입력받지만 {named}개의 이름을 지정했습니다</translation>
        </message>
        <message>
            <source>its output '{name}' tells {found} classes apart, and {named} are named</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 출력은 클래스 {found}개를 구별하지만 {named}개의 이름을 지정했습니다</translation>
        </message>
        <message>
            <source>it takes images of {rows} x {cols} pixels; only square tiles are possible</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{rows} x {cols} 픽셀 영상을 입력받습니다. 정사각형 타일만 가능합니다</translation>
        </message>
        <message>
            <source>it does not take images of {size}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{size} 크기의 영상을 입력받지 않습니다</translation>
        </message>
        <message>
            <source>its network turns {rows} x {cols} pixels into {found_rows} x {found_cols}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망이 {rows} x {cols}픽셀을 {found_rows} x {found_cols}픽셀로 바꿉니다</translation>
        </message>
        <message>
            <source>its configuration: {reason}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>구성: {reason}</translation>
        </message>
        <message>
            <source>none of its outputs is a map of its image</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>영상의 지도를 만드는 출력이 없습니다</translation>
        </message>
        <message>
            <source>its network answers with values that are no numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망의 출력에 숫자가 아닌 값(NaN)이 들어 있습니다</translation>
        </message>
        <message>
            <source>ONNX Runtime cannot run it ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>ONNX Runtime에서 실행할 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>its network gives arrays of the shape {shape}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망이 출력하는 배열의 모양이 {shape}입니다</translation>
        </message>
        <message>
            <source>its network tells {found} classes apart, not {named}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망이 구별하는 클래스는 {found}개로, 지정한 {named}개와 다릅니다</translation>
        </message>
        <message>
            <source>its network gives the classes {found}; {named} are listed</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>신경망이 출력하는 클래스는 {found}이지만 목록에는 {named}(으)로 되어 있습니다</translation>
        </message>
        <message>
            <source>torch cannot write this network as ONNX ({reason})</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>torch에서 이 신경망을 ONNX로 저장할 수 없습니다({reason})</translation>
        </message>
        <message>
            <source>only {share} of the pixels get the class that torch gives them</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>torch와 클래스가 같은 픽셀이 {share}에 그칩니다</translation>
        </message>
        <message>
            <source>tile_px must be a multiple of the model's stride {stride}, found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>tile_px 값은 모델의 스트라이드(stride) {stride}의 배수여야 합니다(입력값: {found})</translation>
        </message>
        <message>
            <source>tile_px must be at least {least} for this model, found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 모델의 tile_px 값은 {least} 이상이어야 합니다(입력값: {found})</translation>
        </message>
        <message>
            <source>the model's tiles have {tile} px, which is part of the model; found {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델의 타일 크기는 {tile} px로 정해져 있습니다(입력값: {found})</translation>
        </message>
        <message>
            <source>it is a '{kind}', not a network that segments</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{kind}' 유형이며 분할용 신경망이 아닙니다</translation>
        </message>
        <message>
            <source>ONNX Runtime finds no graphics card that it can use</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>ONNX Runtime이 사용할 수 있는 그래픽 카드를 찾지 못함</translation>
        </message>
        <message>
            <source>graphics card, by ONNX Runtime</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그래픽 카드, ONNX Runtime 사용</translation>
        </message>
        <message>
            <source>ONNX Runtime is {ratio} times as fast as PyTorch on this computer</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 컴퓨터에서 ONNX Runtime의 속도가 PyTorch의 {ratio}배임</translation>
        </message>
        <message>
            <source>segmentation-models-pytorch has no network '{name}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>segmentation-models-pytorch에 '{name}' 신경망이 없습니다</translation>
        </message>
        <message>
            <source>{named} band(s) are named, but the network in '{file}' has {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>밴드 {named}개의 이름을 지정했지만 '{file}' 파일의 신경망에는 밴드가 {found}개 있습니다</translation>
        </message>
        <message>
            <source>{named} class(es) are named, but the network in '{file}' has {found}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스 {named}개의 이름을 지정했지만 '{file}' 파일의 신경망에는 클래스가 {found}개 있습니다</translation>
        </message>
        <message>
            <source>{file} names no architecture ('{name}')</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{file} 파일에 지정된 구조('{name}')가 올바르지 않습니다</translation>
        </message>
        <message>
            <source>its card says that it looks {said} px far, it looks {found} px</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>모델 카드에는 참조 거리가 {said} px로 되어 있지만 실제로는 {found} px입니다</translation>
        </message>
        <message>
            <source>it gives {found} instead of {expected}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>출력이 {expected}이어야 하지만 {found}입니다</translation>
        </message>
        <message>
            <source>its scores are not finite</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>점수에 유한하지 않은 값이 있습니다</translation>
        </message>
        <message>
            <source>'{name}' in it would grow from {packed} to {unpacked} bytes</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>그 안의 '{name}'의 압축을 풀면 {packed}바이트에서 {unpacked}바이트로 커집니다</translation>
        </message>
        <message>
            <source>it holds {count} files</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>파일이 {count}개 들어 있습니다</translation>
        </message>
        <message>
            <source>'{name}' in it is packed in an unusual way</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>안에 있는 '{name}'의 압축 방식이 일반적이지 않습니다</translation>
        </message>
        <message>
            <source>'{name}' in it is no ordinary table of numbers</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>안에 있는 '{name}'이(가) 일반적인 숫자 표가 아닙니다</translation>
        </message>
        <message>
            <source>a text in model.json is not valid Unicode</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>model.json의 텍스트가 올바른 유니코드가 아닙니다</translation>
        </message>
        <message>
            <source>a margin of {margin} leaves nothing of a tile of {tile} pixels</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>여백이 {margin}이면 {tile}픽셀 타일에 남는 것이 없습니다</translation>
        </message>
        <message>
            <source>it is no ordinary file</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>일반 파일이 아닙니다</translation>
        </message>
        <message>
            <source>'{name}' in its weights file holds numbers that are not finite</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>가중치 파일의 '{name}'에 유한하지 않은 값이 들어 있습니다</translation>
        </message>
        <message>
            <source>it is a link</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>링크입니다</translation>
        </message>
        <message>
            <source>there is no architecture '{name}'; known are {names}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 구조가 없습니다. 알려진 구조: {names}</translation>
        </message>
        <message>
            <source>files of the kind '{kind}' are no models</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{kind}' 종류의 파일은 모델이 아닙니다</translation>
        </message>
        <message>
            <source>the folder holds neither {first} nor {second}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>폴더에 {first}와(과) {second}이(가) 모두 없습니다</translation>
        </message>
        <message>
            <source>it was trained on the bands {found}, not {wanted}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{wanted} 밴드가 아니라 {found} 밴드로 학습한 모델입니다</translation>
        </message>
        <message>
            <source>the new network has no place for its weights '{name}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>새 신경망에 가중치 '{name}'에 해당하는 곳이 없습니다</translation>
        </message>
        <message>
            <source>the weights '{name}' of its network do not fit the new one</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 신경망의 가중치 '{name}'이(가) 새 신경망과 맞지 않습니다</translation>
        </message>
        <message>
            <source>its network sees another part of each chip, so that nothing can be kept</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이 신경망은 학습 조각에서 보는 부분이 달라 이어서 쓸 수 있는 것이 없습니다</translation>
        </message>
        <message>
            <source>it holds {what}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>{what} 유형의 도형이 들어 있습니다</translation>
        </message>
        <message>
            <source>it has no geometries</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>도형이 없습니다</translation>
        </message>
        <message>
            <source>it has no layer '{name}', only {names}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>'{name}' 레이어가 없습니다. 있는 레이어: {names}</translation>
        </message>
        <message>
            <source>its values are of type {dtype}</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>값이 {dtype} 유형입니다</translation>
        </message>
        <message>
            <source>it is there already and holds other files</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>이미 있으며 다른 파일이 들어 있습니다</translation>
        </message>
        <message>
            <source>classes have values from 0 to 254, found '{found}'</source>
            <extracomment>ui/reasons.py</extracomment>
            <translation>클래스 값은 0에서 254까지여야 합니다(입력값: '{found}')</translation>
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
            <source>{h} h</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{h}시간</translation>
        </message>
        <message>
            <source>{h} h {m} min</source>
            <extracomment>ui/results.py</extracomment>
            <translation>{h}시간 {m}분</translation>
        </message>
        <message>
            <source>Area</source>
            <extracomment>ui/results.py</extracomment>
            <translation>면적</translation>
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
            <source>steps/s</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>단계/초</translation>
        </message>
        <message>
            <source>squares/s</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>사각형/초</translation>
        </message>
        <message>
            <source>about {time} left</source>
            <extracomment>ui/run_panel.py</extracomment>
            <translation>약 {time} 남음</translation>
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
            <source>Start anew</source>
            <extracomment>ui/segment_options.py, ui/train_page.py</extracomment>
            <translation>처음부터 시작</translation>
        </message>
        <message>
            <source>Take over nothing from a run of this name that was begun before</source>
            <extracomment>ui/segment_options.py</extracomment>
            <translation>이전에 시작한 같은 이름의 실행을 이어서 사용하지 않습니다</translation>
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
            <extracomment>ui/segment_options.py, ui/train_data.py, ui/train_options.py</extracomment>
            <translation>자동</translation>
        </message>
        <message>
            <source>Processor (CPU)</source>
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
            <translation>프로세서(CPU)</translation>
        </message>
        <message>
            <source>Graphics card (NVIDIA)</source>
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
            <translation>그래픽 카드(NVIDIA)</translation>
        </message>
        <message>
            <source>Graphics card (Apple)</source>
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
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
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
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
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
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
            <extracomment>ui/segment_options.py, ui/train_options.py</extracomment>
            <translation>자동({n})</translation>
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
            <source>Region</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>대상 영역</translation>
        </message>
        <message>
            <source>Finished blocks are kept: the same run goes on from there.</source>
            <extracomment>ui/segment_page.py</extracomment>
            <translation>끝난 블록은 보관됩니다. 같은 설정으로 다시 실행하면 이어서 진행합니다.</translation>
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
            <source>The engine is being set up in another QGIS window.</source>
            <extracomment>ui/segment_run.py, ui/train_run.py</extracomment>
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
            <source>'{path}' is there already and will be replaced.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 파일이 이미 있으며 새 결과로 바뀝니다.</translation>
        </message>
        <message>
            <source>A tile of {asked_px} px is too small for a halo of {halo_px} px: nearly all of it would be computed several times. Tiles of at least {tile_px} px are used.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>{asked_px} px 타일은 {halo_px} px 여백(halo)에 비해 너무 작아 거의 모든 부분을 여러 번 계산하게 됩니다. {tile_px} px 이상의 타일을 사용합니다.</translation>
        </message>
        <message>
            <source>Measuring whether PyTorch or ONNX Runtime is faster with this model on this computer.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 컴퓨터에서 이 모델을 실행할 때 PyTorch와 ONNX Runtime 중 어느 것이 더 빠른지 측정하고 있습니다.</translation>
        </message>
        <message>
            <source>PyTorch: {torch} megapixels a second, ONNX Runtime: {onnx}. {problem}</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>PyTorch: 초당 {torch}메가픽셀, ONNX Runtime: 초당 {onnx}메가픽셀. {problem}</translation>
        </message>
        <message>
            <source>There was little memory, so smaller tiles were used; seams may be a little more visible.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>메모리가 부족해 더 작은 타일을 사용했습니다. 이음매가 조금 더 보일 수 있습니다.</translation>
        </message>
        <message>
            <source>The block {block} failed on the worker {worker} and is tried again. {reason}</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>워커 {worker}에서 블록 {block} 처리에 실패해 다시 시도합니다. {reason}</translation>
        </message>
        <message>
            <source>A worker of the cluster is left out. {reason}</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터의 워커 하나를 제외합니다. {reason}</translation>
        </message>
        <message>
            <source>The workers of the cluster have different processors ({kinds}); a few pixels may differ from those of another run.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터 워커의 프로세서가 서로 다릅니다({kinds}). 픽셀 몇 개가 다른 실행과 다를 수 있습니다.</translation>
        </message>
        <message>
            <source>A worker process ended unexpectedly; the others go on. {reason}</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>작업 프로세스 하나가 예기치 않게 끝났습니다. 나머지는 계속 진행합니다. {reason}</translation>
        </message>
        <message>
            <source>Nothing says how the values of the images were scaled for this network; it gets them as they are in the raster.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 신경망에 쓴 영상의 값을 어떻게 변환했는지 알 수 없어 래스터의 값을 그대로 넣습니다.</translation>
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
            <source>There is no picture in '{path}'. Put the images into a folder 'images' and the masks into a folder 'masks'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더에 영상이 없습니다. 영상은 'images' 폴더에, 마스크는 'masks' 폴더에 넣으십시오.</translation>
        </message>
        <message>
            <source>'{path}' holds {masks} mask(s), but no image. Put the images into a folder 'images' beside 'masks'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더에 마스크가 {masks}개 있지만 영상이 없습니다. 영상을 'masks' 옆의 'images' 폴더에 넣으십시오.</translation>
        </message>
        <message>
            <source>'{path}' holds {images} image(s), but no mask. Put the masks into a folder 'masks' beside 'images', with the same names.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더에 영상이 {images}개 있지만 마스크가 없습니다. 마스크를 'images' 옆의 'masks' 폴더에 같은 이름으로 넣으십시오.</translation>
        </message>
        <message>
            <source>The images have no masks and lie in {count} folders ({names}): each image is taken to show its folder's class all over.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상에 마스크가 없고 영상이 폴더 {count}개({names})에 나뉘어 있습니다. 각 영상의 모든 픽셀을 폴더의 클래스로 간주합니다.</translation>
        </message>
        <message>
            <source>None of the {images} images in '{path}' has a mask of its name among the {masks} masks. Name them alike, or say which files are which.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더의 영상 {images}개와 마스크 {masks}개 중 이름이 같은 것이 없습니다. 이름을 같게 하거나, 어느 파일이 영상이고 어느 파일이 마스크인지 지정하십시오.</translation>
        </message>
        <message>
            <source>None of the {count} images with masks in '{path}' can be used.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더의 마스크가 있는 영상 {count}개 중 사용할 수 있는 것이 없습니다.</translation>
        </message>
        <message>
            <source>{count} image(s) have no mask and are left out: {files}. Masks must have the names of their images.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개에 마스크가 없어 제외합니다: {files}. 마스크의 이름은 영상의 이름과 같아야 합니다.</translation>
        </message>
        <message>
            <source>{count} mask(s) have no image and are left out: {files}. Masks must have the names of their images.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개에 영상이 없어 제외합니다: {files}. 마스크의 이름은 영상의 이름과 같아야 합니다.</translation>
        </message>
        <message>
            <source>{count} mask(s) are left out, because their image has another one already: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상에 이미 다른 마스크가 있어 마스크 {count}개를 제외합니다: {files}.</translation>
        </message>
        <message>
            <source>The {count} image(s) of '{split}' have no masks and are left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{split}' 영상 {count}개에 마스크가 없어 제외합니다.</translation>
        </message>
        <message>
            <source>{count} image(s) are in no list (train.txt, val.txt, test.txt) and are left out: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개가 목록(train.txt, val.txt, test.txt)에 없어 제외합니다: {files}.</translation>
        </message>
        <message>
            <source>{count} image(s) of the lists are not there: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>목록에 있는 영상 {count}개를 찾을 수 없습니다: {files}.</translation>
        </message>
        <message>
            <source>The list(s) {files} name none of the images and are ignored.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다음 목록에 해당하는 영상이 없어 무시합니다: {files}.</translation>
        </message>
        <message>
            <source>{count} file(s) cannot be read and are left out: {files}. They may be damaged or incomplete.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>파일 {count}개를 읽을 수 없어 제외합니다: {files}. 손상되었거나 불완전할 수 있습니다.</translation>
        </message>
        <message>
            <source>{count} mask(s) have another size than their image and are left out: {files}. Save them with one pixel for each pixel of the image.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개의 크기가 영상과 달라 제외합니다: {files}. 영상의 픽셀마다 마스크 픽셀이 하나씩 있도록 저장하십시오.</translation>
        </message>
        <message>
            <source>{count} image(s) do not have {bands} band(s) like the others and are left out: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개의 밴드 수가 다른 영상({bands}개)과 달라 제외합니다: {files}.</translation>
        </message>
        <message>
            <source>{count} image(s) have another data type than the others ({dtype}): {files}. Their values may not be comparable.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개의 데이터 유형이 다른 영상({dtype})과 다릅니다: {files}. 값을 서로 비교할 수 없을지도 모릅니다.</translation>
        </message>
        <message>
            <source>{count} image(s) hold palette numbers instead of colours and are left out: {files}. Save them as RGB.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개에 색상 대신 팔레트 번호가 들어 있어 제외합니다: {files}. RGB로 저장하십시오.</translation>
        </message>
        <message>
            <source>{count} image(s) hold no whole or real numbers and are left out: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상 {count}개의 값이 정수나 실수가 아니어서 제외합니다: {files}.</translation>
        </message>
        <message>
            <source>{count} mask(s) are left out, because they hold neither one value a pixel nor 8-bit colours: {files}. Save them with one band of class values.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>픽셀마다 값이 하나이거나 8비트 색상인 마스크가 아니어서 {count}개를 제외합니다: {files}. 클래스 값이 들어 있는 단일 밴드로 저장하십시오.</translation>
        </message>
        <message>
            <source>{count} mask(s) are left out, because their values are not whole numbers that can be classes: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>값이 클래스로 쓸 수 있는 정수가 아니어서 마스크 {count}개를 제외합니다: {files}.</translation>
        </message>
        <message>
            <source>{count} mask(s) are JPEG and are left out: {files}. JPEG blurs class values; save the masks as PNG or TIFF from the original.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개가 JPEG여서 제외합니다: {files}. JPEG는 클래스 값을 흐리게 만듭니다. 원본에서 마스크를 PNG나 TIFF로 저장하십시오.</translation>
        </message>
        <message>
            <source>{count} mask(s) are JPEG: {files}. They are black and white and are used, but their blurred edges are left out; PNG or TIFF would keep them.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개가 JPEG입니다: {files}. 흑백이므로 사용하지만 흐려진 경계는 제외합니다. PNG나 TIFF로 저장하면 경계를 유지할 수 있습니다.</translation>
        </message>
        <message>
            <source>{pixels} pixels ({percent} %) hold values that belong to no class ({values}) and are left out, in {count} mask(s): {files}. Add the values to the class table, or correct the masks.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개에서 픽셀 {pixels}개({percent} %)의 값이 어느 클래스에도 속하지 않아({values}) 제외합니다: {files}. 클래스 표에 이 값을 추가하거나 마스크를 고치십시오.</translation>
        </message>
        <message>
            <source>{pixels} pixels ({percent} %) have colours that belong to no class ({values}) and are left out, in {count} mask(s): {files}. Add the colours to the class table, or correct the masks.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 {count}개에서 픽셀 {pixels}개({percent} %)의 색상이 어느 클래스에도 속하지 않아({values}) 제외합니다: {files}. 클래스 표에 이 색상을 추가하거나 마스크를 고치십시오.</translation>
        </message>
        <message>
            <source>The masks hold {count} different colours, for example '{path}': they are pictures, or were blurred by resizing or JPEG. Save them without smoothing, or add a class table (classes.csv: name, r, g, b).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크에 서로 다른 색상이 {count}개 있습니다(예: '{path}'). 마스크가 아니라 사진이거나, 크기 변경 또는 JPEG 때문에 흐려진 것입니다. 보간 없이 저장하거나 클래스 표(classes.csv: name, r, g, b)를 추가하십시오.</translation>
        </message>
        <message>
            <source>The masks hold {count} different values, for example '{path}': they are pictures, or were blurred by resizing or JPEG. Save them without smoothing, with one value for each class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크에 서로 다른 값이 {count}개 있습니다(예: '{path}'). 마스크가 아니라 사진이거나, 크기 변경 또는 JPEG 때문에 흐려진 것입니다. 클래스마다 값이 하나가 되도록 보간 없이 저장하십시오.</translation>
        </message>
        <message>
            <source>The mask values {values} look like grey levels rather than numbers of classes: a palette or colours may have been saved as grey. Each value is taken as a class; check that they are.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크 값 {values}은(는) 클래스 번호가 아니라 그레이스케일 값으로 보입니다. 팔레트나 색상이 그레이스케일로 저장되었을 수 있습니다. 각 값을 클래스로 간주하므로 맞는지 확인하십시오.</translation>
        </message>
        <message>
            <source>The masks, for example '{path}', hold the grey levels of the class table's colours: colours or a palette were saved as grey. They are read as these classes; check that they are right.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>마스크(예: '{path}')의 값이 클래스 표의 색상을 그레이스케일로 바꾼 값입니다. 색상이나 팔레트가 그레이스케일로 저장된 것입니다. 해당 클래스로 읽으므로 맞는지 확인하십시오.</translation>
        </message>
        <message>
            <source>The class table '{path}' cannot be read and is ignored: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 클래스 표를 읽을 수 없어 무시합니다: {reason}.</translation>
        </message>
        <message>
            <source>The class table '{path}' is ignored, because it explains only {percent} % of the masks' pixels. Correct its values or colours, or name the classes by hand.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 클래스 표로는 마스크 픽셀의 {percent} %만 설명할 수 있어 무시합니다. 표의 값이나 색상을 고치거나 클래스 이름을 직접 지정하십시오.</translation>
        </message>
        <message>
            <source>There is no class table that fits (classes.csv: name, value or r, g, b); the {count} classes are called after what the masks hold. Name them.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>알맞은 클래스 표(classes.csv: name, value 또는 r, g, b)가 없어 클래스 {count}개에 마스크의 값을 이름으로 붙였습니다. 클래스 이름을 지정하십시오.</translation>
        </message>
        <message>
            <source>Pixels of value 0 are taken as the class 'background', as the class table has one class only.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클래스 표에 클래스가 하나뿐이므로 값이 0인 픽셀은 'background'(배경) 클래스로 간주합니다.</translation>
        </message>
        <message>
            <source>{percent} % of the pixels have the value 0, which is no class of the table; they count as unlabelled.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>픽셀의 {percent} %는 값이 표의 클래스에 없는 0이므로 라벨이 없는 것으로 간주합니다.</translation>
        </message>
        <message>
            <source>{percent} % of the pixels have the value {value} and count as unlabelled.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>픽셀의 {percent} %는 값이 {value}이므로 라벨이 없는 것으로 간주합니다.</translation>
        </message>
        <message>
            <source>Area {number} has no label and was not written.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}에는 라벨이 없어 저장하지 않았습니다.</translation>
        </message>
        <message>
            <source>Area {number} lies outside of the raster '{path}' and was not written.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역 {number}이(가) '{path}' 래스터 밖에 있어 저장하지 않았습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) lie outside of the raster and were left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴리곤 {count}개가 래스터 밖에 있어 제외했습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) crossed themselves and were repaired.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>스스로 교차하는 폴리곤 {count}개를 복구했습니다.</translation>
        </message>
        <message>
            <source>{count} polygon(s) are empty or damaged, or have no class, and were left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>폴리곤 {count}개가 비어 있거나 손상되었거나 클래스가 없어 제외했습니다.</translation>
        </message>
        <message>
            <source>{count} of the points or polygons have no class and were left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>포인트나 폴리곤 중 {count}개에 클래스가 없어 제외했습니다.</translation>
        </message>
        <message>
            <source>{count} of the points, polygons or areas lie outside of the map and were left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>포인트, 폴리곤 또는 영역 중 {count}개가 지도 밖에 있어 제외했습니다.</translation>
        </message>
        <message>
            <source>{count} pixel(s) whose class is known were left out, because the map has no data there.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클래스를 알고 있는 픽셀 {count}개는 지도에서 NODATA여서 제외했습니다.</translation>
        </message>
        <message>
            <source>Nothing is known where the map shows {names} ({percent} % of it); this part is left out of the corrected areas.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>지도에서 다음 클래스인 곳에는 참조 자료가 없습니다: {names}(지도의 {percent} %). 이 부분은 보정한 면적에서 제외합니다.</translation>
        </message>
        <message>
            <source>The reference covers {percent} % of the map. The corrected areas assume that the rest is as right as this part, and how uncertain that makes them is not known.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>참조 자료가 지도의 {percent} %만 덮습니다. 보정한 면적은 나머지도 이 부분만큼 정확하다고 가정한 값이며, 이 때문에 얼마나 불확실해지는지는 알 수 없습니다.</translation>
        </message>
        <message>
            <source>Only {count} areas or polygons were compared; with so few, the confidence intervals are a rough guide at best.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영역이나 폴리곤을 {count}개만 비교했습니다. 이렇게 적으면 신뢰 구간은 대략적인 참고일 뿐입니다.</translation>
        </message>
        <message>
            <source>There are fewer than {least} points where the map shows {names}; their numbers are uncertain.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>지도에서 다음 클래스인 곳에 포인트가 {least}개보다 적습니다: {names}. 이 클래스의 수치는 불확실합니다.</translation>
        </message>
        <message>
            <source>Training areas were compared, too: the model has learned them, so the scores are too good.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>학습 영역도 함께 비교했습니다. 모델이 이미 학습한 곳이므로 점수가 실제보다 높습니다.</translation>
        </message>
        <message>
            <source>'{path}' holds no class that was asked for, so there are no polygons; 255 means no data.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터에 요청한 클래스가 없어 폴리곤이 없습니다. 255는 NODATA를 뜻합니다.</translation>
        </message>
        <message>
            <source>There is no confidence raster, so the places are chosen by how different they are, and by chance. Run 'Segment' with the confidence raster to find out where the model is unsure.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>신뢰도 래스터가 없으므로 서로 얼마나 다른지에 따라, 그리고 무작위로 장소를 선택했습니다. 모델이 확신하지 못하는 곳을 찾으려면 신뢰도 래스터를 만들도록 설정하고 '분할'을 실행하십시오.</translation>
        </message>
        <message>
            <source>Only {found} of {wanted} places could be found; the rest has no data or is labelled already.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>장소 {wanted}개 중 {found}개만 찾았습니다. 나머지는 NODATA이거나 이미 라벨이 있습니다.</translation>
        </message>
        <message>
            <source>The raster '{path}' does not lie where the map lies; places are told apart by their classes alone.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터의 위치가 지도와 다르므로 클래스만으로 장소를 구별합니다.</translation>
        </message>
        <message>
            <source>The model is unsure here: in the least certain tenth of the pixels it is only {percent} % sure.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모델이 확신하지 못하는 곳입니다. 가장 불확실한 픽셀 10 %의 신뢰도가 {percent} %에 그칩니다.</translation>
        </message>
        <message>
            <source>Probably '{name}' here, which makes up only {percent} % of what is labelled.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{name}' 클래스로 보이는 곳입니다. 이 클래스는 전체 라벨의 {percent} %에 그칩니다.</translation>
        </message>
        <message>
            <source>Probably '{name}' here, which has no label yet.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{name}' 클래스로 보이는 곳입니다. 이 클래스는 아직 라벨이 없습니다.</translation>
        </message>
        <message>
            <source>It looks different from what is labelled or suggested so far.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>지금까지 라벨을 지정했거나 제안된 곳과 다르게 보이는 곳입니다.</translation>
        </message>
        <message>
            <source>Chosen at random, to find places where the model is sure but wrong.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모델이 확신하지만 틀린 곳을 찾기 위해 무작위로 선택한 곳입니다.</translation>
        </message>
        <message>
            <source>{count} place(s) belong to an area of the project already and were left out.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>장소 {count}개는 이미 프로젝트의 영역에 속해 있어 제외했습니다.</translation>
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
            <source>'{path}' does not say all that a model needs. What is missing: {missing}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}'에 모델에 필요한 정보가 모두 들어 있지 않습니다. 빠진 정보: {missing}.</translation>
        </message>
        <message>
            <source>Say it, then import again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>빠진 정보를 지정한 다음 다시 가져오십시오.</translation>
        </message>
        <message>
            <source>The weights in '{path}' do not belong to the chosen network: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}'의 가중치가 선택한 신경망의 것이 아닙니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose the architecture and the encoder that the weights were trained with.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>가중치를 학습할 때 쓴 구조와 인코더를 선택하십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' cannot be written in this format: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델을 이 포맷으로 저장할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose another format.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 포맷을 선택하십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' is whole, but its network does not work: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델의 파일은 온전하지만 신경망이 작동하지 않습니다: {reason}.</translation>
        </message>
        <message>
            <source>The folder '{path}' holds other things than a model: {files}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 폴더에 모델이 아닌 것이 들어 있습니다: {files}.</translation>
        </message>
        <message>
            <source>Move them elsewhere first; only folders with nothing but a model in them are deleted.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>먼저 다른 곳으로 옮기십시오. 모델만 들어 있는 폴더만 삭제할 수 있습니다.</translation>
        </message>
        <message>
            <source>The model '{path}' is an ONNX file: it can map rasters, but cannot be trained further or written in another format.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델은 ONNX 파일입니다. 래스터를 지도화할 수는 있지만 더 학습하거나 다른 포맷으로 저장할 수는 없습니다.</translation>
        </message>
        <message>
            <source>Choose a model of another architecture.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>다른 구조의 모델을 선택하십시오.</translation>
        </message>
        <message>
            <source>The model '{path}' belongs to Landweave itself and is not changed.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 모델은 Landweave에 기본 제공되는 모델이므로 변경하지 않습니다.</translation>
        </message>
        <message>
            <source>Duplicate it and change the copy.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모델을 복제하여 사본을 변경하십시오.</translation>
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
            <source>'{path}' holds values of type {dtype}, not classes from 0 to 254.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터의 값은 0에서 254까지의 클래스가 아니라 {dtype} 유형입니다.</translation>
        </message>
        <message>
            <source>Choose the class raster that 'Segment' made.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'분할'로 만든 클래스 래스터를 선택하십시오.</translation>
        </message>
        <message>
            <source>'{path}' is not a confidence raster: its values are {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터는 신뢰도 래스터가 아닙니다. 래스터의 값: {reason}.</translation>
        </message>
        <message>
            <source>Choose the confidence raster that 'Segment' made.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'분할'로 만든 신뢰도 래스터를 선택하십시오.</translation>
        </message>
        <message>
            <source>The confidence raster '{path}' does not have the pixels of the class raster '{classes}'.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 신뢰도 래스터의 픽셀이 '{classes}' 클래스 래스터와 일치하지 않습니다.</translation>
        </message>
        <message>
            <source>Choose two results of the same run.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>같은 실행의 두 결과를 선택하십시오.</translation>
        </message>
        <message>
            <source>In '{path}' there is no square of {rows_px} x {cols_px} pixels left that has data and is free of areas.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터에는 데이터가 있으면서 영역과 겹치지 않는 {rows_px} x {cols_px} 픽셀 사각형이 더 없습니다.</translation>
        </message>
        <message>
            <source>Choose a larger region or smaller squares.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>더 큰 대상 영역이나 더 작은 사각형을 선택하십시오.</translation>
        </message>
        <message>
            <source>The map '{classes}' and '{path}' have no pixel in common.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{classes}' 지도와 '{path}'에 서로 겹치는 픽셀이 없습니다.</translation>
        </message>
        <message>
            <source>Choose a reference that lies on the map, and check the coordinate systems of both.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>지도와 겹치는 참조 자료를 선택하고 양쪽의 좌표계를 확인하십시오.</translation>
        </message>
        <message>
            <source>'{path}' holds classes that the map does not have: {unknown}. The map has: {known}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}'에 지도에 없는 클래스가 있습니다: {unknown}. 지도의 클래스: {known}.</translation>
        </message>
        <message>
            <source>Call the classes alike in both, or use the same values.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>양쪽의 클래스 이름을 같게 하거나 같은 값을 사용하십시오.</translation>
        </message>
        <message>
            <source>The layer '{path}' has no field '{field}'. Its fields are: {found}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 레이어에 '{field}' 필드가 없습니다. 있는 필드: {found}.</translation>
        </message>
        <message>
            <source>'{path}' cannot be compared with a map: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 레이어를 지도와 비교할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose a layer of points or of polygons with a field that holds the class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클래스가 들어 있는 필드가 있는 포인트 레이어나 폴리곤 레이어를 선택하십시오.</translation>
        </message>
        <message>
            <source>The raster '{path}' cannot be compared with a map: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 래스터를 지도와 비교할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Choose a raster of whole numbers, one for each class.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클래스마다 정수 값이 하나씩 있는 래스터를 선택하십시오.</translation>
        </message>
        <message>
            <source>The label project '{path}' has no {roles} area that could be compared.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 라벨 프로젝트에 비교할 수 있는 영역이 없습니다(영역 종류: {roles}).</translation>
        </message>
        <message>
            <source>Add check areas to it.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>라벨 프로젝트에 검증 영역을 추가하십시오.</translation>
        </message>
        <message>
            <source>There is no raster at '{path}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{path}' 경로에 래스터가 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Correct the path, the pattern or the list.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>경로, 패턴 또는 목록을 고치십시오.</translation>
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
            <source>The block {block} could not be mapped (attempts: {attempts}): {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>블록 {block}을(를) 지도화할 수 없습니다(시도 횟수: {attempts}): {reason}.</translation>
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
            <source>There is no CUDA graphics card on this machine.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>이 컴퓨터에 CUDA 그래픽 카드가 없습니다.</translation>
        </message>
        <message>
            <source>Use processes, or a cluster whose workers have graphics cards.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>프로세스를 사용하거나, 워커에 그래픽 카드가 있는 클러스터를 사용하십시오.</translation>
        </message>
        <message>
            <source>A cluster needs the package '{package}', which is not installed.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터에는 '{package}' 패키지가 필요하지만 설치되어 있지 않습니다.</translation>
        </message>
        <message>
            <source>Install it into the engine's environment: pip install dask distributed.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>엔진의 환경에 패키지를 설치하십시오: pip install dask distributed.</translation>
        </message>
        <message>
            <source>The cluster at '{address}' cannot be reached: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{address}' 클러스터에 연결할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Check the address, and that the scheduler is running.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>주소가 맞는지, 스케줄러가 실행 중인지 확인하십시오.</translation>
        </message>
        <message>
            <source>The cluster at '{address}' has had no worker for {seconds} seconds.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{address}' 클러스터에 {seconds}초 동안 워커가 없었습니다.</translation>
        </message>
        <message>
            <source>Start workers, then run again: finished blocks are kept.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>워커를 시작한 다음 다시 실행하십시오. 끝난 블록은 보관되어 있습니다.</translation>
        </message>
        <message>
            <source>The connection to the cluster at '{address}' was lost: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>'{address}' 클러스터와의 연결이 끊겼습니다: {reason}.</translation>
        </message>
        <message>
            <source>Run again when the cluster is back: finished blocks are kept.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터를 다시 사용할 수 있을 때 다시 실행하십시오. 끝난 블록은 보관되어 있습니다.</translation>
        </message>
        <message>
            <source>The worker {worker} of the cluster cannot be used: {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터의 워커 {worker}을(를) 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Landweave, its packages and the files must be there on every machine; docs/cluster.md says how.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 컴퓨터에 Landweave와 필요한 패키지, 파일이 있어야 합니다. 방법은 docs/cluster.md에 있습니다.</translation>
        </message>
        <message>
            <source>The worker {worker} of the cluster cannot use '{path}': {reason}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터의 워커 {worker}에서 '{path}' 경로를 사용할 수 없습니다: {reason}.</translation>
        </message>
        <message>
            <source>Raster, model and output folder must have the same path on every machine.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>래스터, 모델, 산출 폴더의 경로가 모든 컴퓨터에서 같아야 합니다.</translation>
        </message>
        <message>
            <source>The worker {worker} of the cluster has {there}, this machine has {here}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터의 워커 {worker}에는 {there}, 이 컴퓨터에는 {here}이(가) 설치되어 있습니다.</translation>
        </message>
        <message>
            <source>Install the same versions everywhere; otherwise the result would depend on who computes what.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 컴퓨터에 같은 버전을 설치하십시오. 그렇지 않으면 어느 컴퓨터에서 계산하는지에 따라 결과가 달라집니다.</translation>
        </message>
        <message>
            <source>The workers of the cluster would use different devices: {devices}.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>클러스터의 워커가 서로 다른 장치를 사용하게 됩니다: {devices}.</translation>
        </message>
        <message>
            <source>Choose one that all of them have, for example cpu.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 워커에 있는 장치를 선택하십시오(예: cpu).</translation>
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
            <source>U-Net</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>U-Net</translation>
        </message>
        <message>
            <source>Looks at the image ever more coarsely and brings the detail of each step back; the usual choice for maps.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>영상을 점점 더 성기게 보면서 단계마다 세부를 되살립니다. 지도화에 가장 흔히 쓰는 구조입니다.</translation>
        </message>
        <message>
            <source>U-Net with transposed convolutions</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>U-Net(전치 합성곱)</translation>
        </message>
        <message>
            <source>A U-Net that learns how to enlarge its coarse features instead of interpolating them.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>성긴 특징을 보간하지 않고, 확대하는 방법을 학습하는 U-Net입니다.</translation>
        </message>
        <message>
            <source>U-Net (2015)</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>U-Net(2015)</translation>
        </message>
        <message>
            <source>The first U-Net as it was published, with plain convolutions instead of an encoder that was trained on other images.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>논문에 발표된 최초의 U-Net입니다. 다른 영상으로 학습한 인코더 대신 일반 합성곱을 사용합니다.</translation>
        </message>
        <message>
            <source>Has no initial weights, so it needs more labels. With padding "valid" it loses a margin, as published.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>초기 가중치가 없어 라벨이 더 많이 필요합니다. padding을 "valid"로 하면 논문과 같이 가장자리가 잘립니다.</translation>
        </message>
        <message>
            <source>FCN-8s</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>FCN-8s</translation>
        </message>
        <message>
            <source>Classifies coarse features and adds the scores of two finer steps; the network that began it all.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>성긴 특징을 분류하고 더 세밀한 두 단계의 점수를 더합니다. 이 모든 구조의 시초가 된 신경망입니다.</translation>
        </message>
        <message>
            <source>With vgg16 and head_channels 4096 it is the published network, of 134 million parameters.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>vgg16과 head_channels 4096을 사용하면 매개변수가 1억 3,400만 개인 논문의 신경망과 같습니다.</translation>
        </message>
        <message>
            <source>FCN-16s</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>FCN-16s</translation>
        </message>
        <message>
            <source>As FCN-8s with one finer step: borders are rounder.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>FCN-8s와 같지만 세밀한 단계를 하나만 사용합니다. 경계가 더 둥글어집니다.</translation>
        </message>
        <message>
            <source>FCN-32s</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>FCN-32s</translation>
        </message>
        <message>
            <source>Classifies the coarsest features alone and enlarges the result: shows what detail costs to lose.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>가장 성긴 특징만 분류하여 결과를 확대합니다. 세부를 잃으면 결과가 얼마나 나빠지는지 보여 줍니다.</translation>
        </message>
        <message>
            <source>U-Net++</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>U-Net++</translation>
        </message>
        <message>
            <source>A U-Net whose skips pass through further convolutions; often a little better and much slower.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>스킵 연결에 합성곱을 더 넣은 U-Net입니다. 조금 더 좋은 경우가 많지만 훨씬 느립니다.</translation>
        </message>
        <message>
            <source>LinkNet</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>LinkNet</translation>
        </message>
        <message>
            <source>A light U-Net that adds its skips instead of stacking them: fast, a little coarser.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>스킵 연결을 쌓지 않고 더하는 가벼운 U-Net입니다. 빠르지만 조금 더 성깁니다.</translation>
        </message>
        <message>
            <source>MA-Net</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>MA-Net</translation>
        </message>
        <message>
            <source>A U-Net with attention between all places and between channels.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 위치 사이와 채널 사이에 어텐션을 적용한 U-Net입니다.</translation>
        </message>
        <message>
            <source>Sees the whole tile, so the size of its tiles is part of the model.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>타일 전체를 함께 보므로 타일의 크기가 모델에서 정해집니다.</translation>
        </message>
        <message>
            <source>FPN</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>FPN</translation>
        </message>
        <message>
            <source>Joins features of all scales in a pyramid; good where objects differ much in size.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>모든 축척의 특징을 피라미드로 결합합니다. 대상의 크기가 크게 다를 때 좋습니다.</translation>
        </message>
        <message>
            <source>PSPNet</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>PSPNet</translation>
        </message>
        <message>
            <source>Adds summaries of the whole tile in several grids to coarse features; fast, weak at borders.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>타일 전체를 여러 격자로 요약하여 성긴 특징에 더합니다. 빠르지만 경계에 약합니다.</translation>
        </message>
        <message>
            <source>DeepLabV3</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>DeepLabV3</translation>
        </message>
        <message>
            <source>Sees large surroundings by convolutions with gaps; slow, without skips.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>간격을 둔 합성곱으로 넓은 주변을 봅니다. 느리고 스킵 연결이 없습니다.</translation>
        </message>
        <message>
            <source>DeepLabV3+</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>DeepLabV3+</translation>
        </message>
        <message>
            <source>DeepLabV3 with one skip that brings detail back: a strong, common choice.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>세부를 되살리는 스킵 연결을 하나 더한 DeepLabV3입니다. 성능이 좋아 널리 쓰입니다.</translation>
        </message>
        <message>
            <source>PAN</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>PAN</translation>
        </message>
        <message>
            <source>A light pyramid with attention over the whole tile.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>타일 전체에 어텐션을 적용하는 가벼운 피라미드입니다.</translation>
        </message>
        <message>
            <source>Sees the whole tile, so the size of its tiles is part of the model. Tiles must have at least 128 pixels a side.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>타일 전체를 함께 보므로 타일의 크기가 모델에서 정해집니다. 타일의 한 변은 128픽셀 이상이어야 합니다.</translation>
        </message>
        <message>
            <source>UPerNet</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>UPerNet</translation>
        </message>
        <message>
            <source>A pyramid of features with summaries of the whole tile; strong and slow.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>특징 피라미드에 타일 전체의 요약을 결합합니다. 성능이 좋지만 느립니다.</translation>
        </message>
        <message>
            <source>SegFormer</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>SegFormer</translation>
        </message>
        <message>
            <source>A very simple decoder, made for transformers; use it with an encoder mit_b0 to mit_b5.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>트랜스포머용으로 만든 매우 단순한 디코더입니다. mit_b0에서 mit_b5까지의 인코더와 함께 사용하십시오.</translation>
        </message>
        <message>
            <source>DPT</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>DPT</translation>
        </message>
        <message>
            <source>A plain vision transformer whose features of several depths are brought to an image again.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>여러 깊이의 특징을 다시 영상으로 합치는 일반 비전 트랜스포머입니다.</translation>
        </message>
        <message>
            <source>Sees the whole tile, so the size of its tiles is part of the model. Takes vision transformers of timm only (tu-vit_...).</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>타일 전체를 함께 보므로 타일의 크기가 모델에서 정해집니다. timm의 비전 트랜스포머(tu-vit_...)만 사용할 수 있습니다.</translation>
        </message>
        <message>
            <source>Patch classifier</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>패치 분류기</translation>
        </message>
        <message>
            <source>Learns from one class an area or image patch, without drawn borders, and maps a scene as a sliding window would.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>경계를 그리지 않아도 영역이나 영상 패치마다 클래스 하나씩으로 학습하며, 슬라이딩 윈도 방식으로 영상을 지도화합니다.</translation>
        </message>
        <message>
            <source>Its borders are as coarse as its patches. patch_px must be an odd multiple of 32.</source>
            <extracomment>ui/sentences.py</extracomment>
            <translation>경계가 패치만큼 거칩니다. patch_px는 32의 홀수 배여야 합니다.</translation>
        </message>
        <message>
            <source>Class colours of Landweave</source>
            <extracomment>ui/styles.py</extracomment>
            <translation>Landweave 클래스 색상</translation>
        </message>
        <message>
            <source>Dismiss all</source>
            <extracomment>ui/suggestions.py</extracomment>
            <translation>모두 무시</translation>
        </message>
        <message>
            <source>Make it a training area</source>
            <extracomment>ui/suggestions.py</extracomment>
            <translation>학습 영역으로 만들기</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <extracomment>ui/suggestions.py</extracomment>
            <translation>무시</translation>
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
            <source>The log is empty.</source>
            <extracomment>ui/telling.py</extracomment>
            <translation>로그가 비어 있습니다.</translation>
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
            <source>My labels</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>내 라벨</translation>
        </message>
        <message>
            <source>Areas and labels that you made on the map</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>지도에서 만든 영역과 라벨입니다</translation>
        </message>
        <message>
            <source>Image and mask folders</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>영상과 마스크 폴더</translation>
        </message>
        <message>
            <source>A folder with images and, beside them, masks of the same names whose pixels are classes</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>영상이 있고, 그 옆에 픽셀 값이 클래스인 같은 이름의 마스크가 있는 폴더입니다</translation>
        </message>
        <message>
            <source>Part of the path of images that only check the model, such as /val/</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>모델 검증에만 쓰는 영상의 경로에 들어 있는 문자열입니다(예: /val/)</translation>
        </message>
        <message>
            <source>Part of the path of images that are left out of training and checks</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>학습과 검증에서 모두 제외하는 영상의 경로에 들어 있는 문자열입니다</translation>
        </message>
        <message>
            <source>Files and classes</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>파일과 클래스</translation>
        </message>
        <message>
            <source>Images</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>영상</translation>
        </message>
        <message>
            <source>Masks</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>마스크</translation>
        </message>
        <message>
            <source>Check with</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>검증용</translation>
        </message>
        <message>
            <source>Leave out</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>제외</translation>
        </message>
        <message>
            <source>Images with masks: {n}. Classes in the masks: {classes}.</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>마스크가 있는 영상: {n}개. 마스크의 클래스: {classes}.</translation>
        </message>
        <message>
            <source>Choose the label project to learn from.</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>학습에 쓸 라벨 프로젝트를 선택하십시오.</translation>
        </message>
        <message>
            <source>Choose the folder with images and masks.</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>영상과 마스크가 있는 폴더를 선택하십시오.</translation>
        </message>
        <message>
            <source>In the masks</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>마스크의 값</translation>
        </message>
        <message>
            <source>Class name</source>
            <extracomment>ui/train_data.py</extracomment>
            <translation>클래스 이름</translation>
        </message>
        <message>
            <source>A model that knows something already learns faster and from fewer labels</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>이미 학습한 모델에서 시작하면 더 빨리, 더 적은 라벨로 학습합니다</translation>
        </message>
        <message>
            <source>Network</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>신경망</translation>
        </message>
        <message>
            <source>Automatic ({name})</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>자동({name})</translation>
        </message>
        <message>
            <source>The part of the network that sees; larger ones see more and take longer</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>신경망에서 영상을 보는 부분입니다. 클수록 더 많은 것을 보지만 더 오래 걸립니다</translation>
        </message>
        <message>
            <source>Train coarse to fine</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>성긴 단계에서 세밀한 단계로 학습</translation>
        </message>
        <message>
            <source>As in the paper: first the coarse scores alone, then one finer step after the other</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>논문과 같이 성긴 점수만 먼저 학습하고, 더 세밀한 단계를 하나씩 차례로 학습합니다</translation>
        </message>
        <message>
            <source>New network …</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>새 신경망 …</translation>
        </message>
        <message>
            <source>The new model gets a folder of its own in this one</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>이 폴더 안에 새 모델의 폴더를 만듭니다</translation>
        </message>
        <message>
            <source>How many rounds it trains at most; it ends when it gets no better</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>학습을 반복하는 최대 횟수입니다. 더 좋아지지 않으면 일찍 끝냅니다</translation>
        </message>
        <message>
            <source>Size of the pieces that it learns from</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>학습 조각의 크기입니다</translation>
        </message>
        <message>
            <source>How many pieces it learns from at once; more need more memory</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>한 번에 학습하는 조각의 수입니다. 많을수록 메모리가 더 필요합니다</translation>
        </message>
        <message>
            <source>How large its steps are; smaller where the loss jumps</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>학습할 때 한 단계의 크기입니다. 손실이 심하게 오르내리면 더 작게 하십시오</translation>
        </message>
        <message>
            <source>Save in</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>저장 위치</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>학습률</translation>
        </message>
        <message>
            <source>Chip size</source>
            <extracomment>ui/train_options.py</extracomment>
            <translation>학습 조각 크기</translation>
        </message>
        <message>
            <source>For a first look, or after a few more labels</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>처음 시험해 보거나 라벨을 조금 더 지정한 다음에 알맞습니다</translation>
        </message>
        <message>
            <source>Good for most work</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>대부분의 작업에 알맞습니다</translation>
        </message>
        <message>
            <source>For many labels, and when there is time</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>라벨이 많고 시간이 넉넉할 때 알맞습니다</translation>
        </message>
        <message>
            <source>End with the best so far</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>지금까지 가장 좋은 모델로 끝내기</translation>
        </message>
        <message>
            <source>Train no further and keep the best model so far</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>더 학습하지 않고 지금까지 가장 좋은 모델을 보관합니다</translation>
        </message>
        <message>
            <source>Forget what was trained under this name</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>이 이름으로 학습한 내용을 버립니다</translation>
        </message>
        <message>
            <source>Stop</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>중지</translation>
        </message>
        <message>
            <source>Change settings</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>설정 변경</translation>
        </message>
        <message>
            <source>Back to the choices; with the same ones the training can still go on</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>설정 화면으로 돌아갑니다. 설정을 바꾸지 않으면 학습을 이어서 할 수 있습니다</translation>
        </message>
        <message>
            <source>Start from</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>시작 모델</translation>
        </message>
        <message>
            <source>Learn from</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>학습 자료</translation>
        </message>
        <message>
            <source>How long</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>학습 시간</translation>
        </message>
        <message>
            <source>My model</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>내 모델</translation>
        </message>
        <message>
            <source>Pausing …</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>일시 정지하는 중 …</translation>
        </message>
        <message>
            <source>Ending with the best model so far …</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>지금까지 가장 좋은 모델로 끝내는 중 …</translation>
        </message>
        <message>
            <source>{preset}: {time}</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>{preset}: {time}</translation>
        </message>
        <message>
            <source>Train model</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>모델 학습</translation>
        </message>
        <message>
            <source>Resume training</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>학습 재개</translation>
        </message>
        <message>
            <source>Best so far: {score} in epoch {epoch}. This model is kept.</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>지금까지 가장 좋은 점수: 에포크 {epoch}의 {score}. 이 모델을 보관합니다.</translation>
        </message>
        <message>
            <source>Paused.</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>일시 정지했습니다.</translation>
        </message>
        <message>
            <source>You may close QGIS: the training can go on from here later.</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>QGIS를 닫아도 됩니다. 나중에 여기부터 학습을 이어서 할 수 있습니다.</translation>
        </message>
        <message>
            <source>Resume</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>재개</translation>
        </message>
        <message>
            <source>Pause</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>Quick</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>빠르게</translation>
        </message>
        <message>
            <source>Balanced</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>보통</translation>
        </message>
        <message>
            <source>Thorough</source>
            <extracomment>ui/train_page.py</extracomment>
            <translation>꼼꼼하게</translation>
        </message>
        <message>
            <source>at most about {time}</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>최대 약 {time}</translation>
        </message>
        <message>
            <source>Images to learn from: {train}; to check the model with: {check}.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>학습 영상: {train}개, 검증 영상: {check}개.</translation>
        </message>
        <message>
            <source>Training areas: {train}; check areas: {check}.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>학습 영역: {train}개, 검증 영역: {check}개.</translation>
        </message>
        <message>
            <source>Areas or images to learn from: {train}.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>학습에 쓸 영역 또는 영상: {train}개.</translation>
        </message>
        <message>
            <source>Looking at the data …</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>자료를 살펴보는 중 …</translation>
        </message>
        <message>
            <source>There is already a model of this name. Choose another name.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>이름이 같은 모델이 이미 있습니다. 다른 이름을 선택하십시오.</translation>
        </message>
        <message>
            <source>The labels have unsaved changes. They count once they are saved.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>레이블에 저장하지 않은 변경 사항이 있습니다. 저장한 뒤에 반영됩니다.</translation>
        </message>
        <message>
            <source>This training was begun before; it can go on from there.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>이전에 시작한 학습입니다. 멈춘 곳부터 이어서 할 수 있습니다.</translation>
        </message>
        <message>
            <source>This training was begun before; {percent} % are done.</source>
            <extracomment>ui/train_plan.py</extracomment>
            <translation>이전에 시작한 학습입니다. {percent} %를 마쳤습니다.</translation>
        </message>
        <message>
            <source>Click to enlarge</source>
            <extracomment>ui/train_result.py</extracomment>
            <translation>누르면 크게 표시</translation>
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
        <message>
            <source>The model {name} is trained</source>
            <extracomment>ui/train_run.py</extracomment>
            <translation>{name} 모델의 학습을 마쳤습니다</translation>
        </message>
        <message>
            <source>Suggesting areas to label</source>
            <extracomment>ui/where_next.py</extracomment>
            <translation>라벨을 지정할 영역을 제안하는 중</translation>
        </message>
    </context>
</TS>
