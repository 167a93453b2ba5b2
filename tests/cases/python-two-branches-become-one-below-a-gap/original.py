def run(command):
    match command:
        case ["add", text]:
            add(text)
        case ["balance"]:
            show(balance())
        case ["balance", prefix]:
            show(balance(prefix))
        case ["accounts"]:
            show(accounts())
    return 0
