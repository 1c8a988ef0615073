package picture

import "strings"

// wrap breaks a text into lines of a number of pixels, between words. Nothing is lost: a longer word is broken too. A port stays beside
// its protocol, and a number beside what it counts.
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
	together := strings.NewReplacer("tcp ", "tcp"+joined, "udp ", "udp"+joined, "parameter /", "parameter"+joined+"/",
		"region ", "region"+joined, "account ", "account"+joined, " days", joined+"days", " years", joined+"years")
	for _, word := range strings.Split(together.Replace(text), " ") {
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

// wrapBroken is wrap for a text that begins with a number and two spaces, which stay. Names may break after an underscore or a dash.
func wrapBroken(text string, width, size float64) []string {
	number, rest, _ := strings.Cut(text, "  ")
	const breaks = "\u200b"
	words := strings.NewReplacer("_", "_"+breaks, ".", "."+breaks).Replace(rest)
	var lines []string
	line := number + " "
	most := lettersIn(width, size)
	for i, word := range strings.Split(words, " ") {
		for j, part := range strings.Split(word, breaks) {
			space := ""
			if j == 0 && (i > 0 || line != "") {
				space = " "
			}
			if len([]rune(line+space+part)) > most && strings.TrimSpace(line) != number && line != "" {
				lines, line, space = append(lines, line), "", ""
			}
			line += space + part
			for letters := []rune(line); len(letters) > most; letters = []rune(line) {
				lines, line = append(lines, string(letters[:most])), string(letters[most:])
			}
		}
	}
	return append(lines, line)
}
