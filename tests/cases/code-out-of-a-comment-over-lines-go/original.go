package bell

func Ring(b *Bell) {
	b.Wind()
	/*
		b.Mute(3)
		b.Log("muted")
	*/
	b.Strike()
}
