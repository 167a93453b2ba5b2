def menu(page):
    entries = dict(
        home=page.home,
        about=page.about,
    )
    return render({
        'title': page.title,
        'entries': entries
    })
