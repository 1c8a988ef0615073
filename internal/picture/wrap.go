package picture

import "strings"

// wrap breaks a text into lines of a number of pixels, between words. Nothing is lost: a longer word is broken too. A port stays beside
// its protocol.
func wrap(text string, width, size float64) []string {
	return wrapLetters(text, lettersIn(width, size))
}

// wrapTitle is wrap for the bold letters of a title, which are wider.
func wrapTitle(text string, width float64) []string { return wrap(text, width, titleSize) }

// titleSize is the size of titles, of 15 pixels, times how much wider a bold letter is.
const titleSize = 15 * 1.09

func wrapLetters(text string, most int) []string {
	const joined = "\u00a0"
	var lines []string
	line := []rune{}
	for _, word := range strings.Split(strings.NewReplacer("tcp ", "tcp"+joined, "udp ", "udp"+joined).Replace(text), " ") {
		letters := []rune(word)
		if len(letters) == 0 {
			continue
		}
		if len(line) > 0 && len(line)+1+len(letters) <= most {
			line = append(append(line, ' '), letters...)
			continue
		}
		if len(line) > 0 {
			lines = append(lines, string(line))
		}
		for len(letters) > most {
			lines, letters = append(lines, string(letters[:most])), letters[most:]
		}
		line = letters
	}
	if len(line) > 0 {
		lines = append(lines, string(line))
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], joined, " ")
	}
	return lines
}
