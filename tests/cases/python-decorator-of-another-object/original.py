@app.get("/birds")
def birds():
    return all_birds()


@app.get("/nests")
def nests():
    return all_nests()
