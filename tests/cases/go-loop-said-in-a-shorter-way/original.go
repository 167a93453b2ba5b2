package list

import "strings"

func join(out *strings.Builder, names []string) error {
	for i, name := range names {
		if i > 0 {
			if _, err := out.WriteString(", "); err != nil {
				return err
			}
		}
		if _, err := out.WriteString(quote(name)); err != nil {
			return err
		}
	}
	return nil
}

func quote(name string) string {
	return "'" + name + "'"
}
