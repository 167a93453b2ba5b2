def ext(kind):
    match kind:
        case "jpeg":
            return Image.load(kind, lossy=True)
        case "gif":
            return Anim.load(kind)
        case _:
            return None
