def f():
    g("F\rF", Invalid)
    g("F", Eof)
    # Invalid hex
    g("X\r\n", Invalid)
    g("1X\r\n", Invalid)
