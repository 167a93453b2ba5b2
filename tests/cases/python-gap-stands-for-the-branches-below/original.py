def bake(loaf):
    if loaf.is_rye:
        oven.heat(260)
        oven.steam()
    elif loaf.is_sweet:
        oven.heat(180)
    else:
        oven.heat(220)
    oven.open()
    oven.put(loaf)
