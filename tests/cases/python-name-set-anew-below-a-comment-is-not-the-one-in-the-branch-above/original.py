if query:
    name = query
else:
    name = unique("file_")

path = folder + name

start(path)
