def start(lamp):
    lamp.wire()
    print("start")
    lamp.light()
