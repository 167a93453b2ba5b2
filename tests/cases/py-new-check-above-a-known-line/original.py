def locate(url, branch):
    svn = re.compile("svn.example")
    if svn.match(url):
        return strip(url) + "/trunk/" + branch

    hg = re.compile("hg.example")
    if hg.match(url):
        root = strip(url)
        return root + "/rev/" + branch

    root = lookup(url, DEFAULT)
    return root + "/tree/" + branch
