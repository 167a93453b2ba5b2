#!/usr/bin/env python3
import argparse
import json
import sys
import textwrap
from pathlib import Path

BOOK = Path.home() / '.pantry.json'

UNITS = ['g', 'kg', 'ml', 'l', 'piece']

HELP = '''
Usage: pantry COMMAND [...]
	put NAME AMOUNT    put something into the pantry
	take NAME AMOUNT   take something out
	... more commands: see below ...
'''

SYNONYMS = {
	'aubergine': 'eggplant',
	'coriander': 'cilantro',
	'courgette': 'zucchini',
	'rocket': 'arugula',
}


def load(path=BOOK):
	if not path.exists():
		return {}
	with open(path) as stream:
		return json.load(stream)


def save(stock, path=BOOK):
	with open(path, 'w') as stream:
		json.dump(stock, stream, indent=2)


def canonical(name):
	name = name.strip().lower()
	return SYNONYMS.get(name, name)


def put(stock, name, amount):
	key = canonical(name)
	stock[key] = stock.get(key, 0) + amount
	return stock[key]


def take(stock, name, amount):
	key = canonical(name)
	# never below zero
	if stock.get(key, 0) < amount:
		raise SystemExit(f'not enough {key}')
	stock[key] -= amount
	if not stock[key]:
		del stock[key]
	return stock.get(key, 0)


def show(stock):
	if not stock:
		print('The pantry is empty.')
		return
	width = max(len(name) for name in stock)
	for name, amount in sorted(stock.items()):
		print(f'{name:<{width}}  {amount:g}')


def shortage(stock, recipe):
	missing = {}
	for name, amount in recipe.items():
		have = stock.get(canonical(name), 0)
		if have < amount:
			missing[name] = amount - have
	return missing


def cook(stock, recipe):
	missing = shortage(stock, recipe)
	if missing:
		lines = [f'{name}: {amount:g}' for name, amount in missing.items()]
		text = '''\
			You cannot cook this yet.
			Still to buy:
		'''
		print(textwrap.dedent(text) + '\n'.join(lines))
		return False
	for name, amount in recipe.items():
		take(stock, name, amount)
	return True


def migrate(stock):
	# drop entries of version 1, they had lists
	return {name: amount for name, amount in stock.items() if not isinstance(amount, list)}


def main(argv=None):
	parser = argparse.ArgumentParser(usage=HELP)
	parser.add_argument('command', choices=['put', 'take', 'show', 'cook'])
	parser.add_argument('name', nargs='?')
	parser.add_argument('amount', nargs='?', type=float, default=1)
	parser.add_argument('--book', type=Path, default=BOOK)
	args = parser.parse_args(argv)

	stock = migrate(load(args.book))
	if args.command == 'put':
		put(stock, args.name, args.amount)
	elif args.command == 'take':
		take(stock, args.name, args.amount)
	elif args.command == 'cook':
		cook(stock, load(Path(args.name)))
	else:
		show(stock)
	save(stock, args.book)


if __name__ == '__main__':
	sys.exit(main())