package tank

func (t *Tank) Watch(levels []float64) []Alarm {
	var alarms []Alarm
	var open *Alarm
	for hour, level := range levels {
		switch {
		case level >= maxLevel && open == nil:
			open = &Alarm{From: hour, Level: level}
		case level >= maxLevel:
			open.Level = max(open.Level, level)
		case open != nil:
			open.To = hour
			alarms = append(alarms, *open)
			open = nil
		}
	}
	return alarms
}
