client = connect("one")
client.login(USER)
client.upload("one.txt")

client = connect("two")
client.login(USER)
client.set_limit(level=3)
client.upload("two.txt")
