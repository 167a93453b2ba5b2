def weight(kind):
    match kind:
        case "a":
            return 1
        case "b":
            return 0
        case "c":
            return 0
