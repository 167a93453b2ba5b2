def open_order(order, user):
    if not order:
        raise ValueError("no order")
    lines = [line for line in order.lines if line]
    return start(lines, user)
