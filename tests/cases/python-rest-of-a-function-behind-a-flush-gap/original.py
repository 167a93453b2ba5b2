def list_orders(session):
    page = session.args.get("page", 1)
    size = session.args.get("size", 20)
    query = session.query(Order)
    return query.limit(size).offset((page - 1) * size).all()


def count_orders(session):
    return session.query(Order).count()
