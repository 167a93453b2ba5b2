async def stats(db):
    start = clock()
    total = await db.count("orders")
    done = await db.count("orders", state="done")
    log(clock() - start)
    return {"total": total, "done": done}
