package graph

const (
	Parent  Relation = 1
	Sibling Relation = 2
	Cousin  Relation = 3
)
