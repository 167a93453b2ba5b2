def label(jar, short=False):
    name = jar.name.strip()
    mark = "*" if jar.open else ""
    text: str = name.title() + mark + str(jar.year)
    return text


def shelf(jars):
    return [label(jar) for jar in jars]
