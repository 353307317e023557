package clean

import (
	"strings"

	"rawi/internal/news"
)

// Shortcodes are what a publishing system should have replaced before printing: [ad_1], [caption id="…"], [/gallery].

// shortcode gives the length of a shortcode that opens s, its name, and whether it closes one; 0 if s opens none.
// Bracketed words of editors ([sic], [the president]) are none: a shortcode has a slash, a digit, an underscore, an
// attribute, or a name that publishing systems own.
func shortcode(s string) (length int, name string, closing bool) {
	if len(s) < 3 || s[0] != '[' {
		return 0, "", false
	}
	i := 1
	if s[i] == '/' {
		closing = true
		i++
	}
	start := i
	marked := closing
	for i < len(s) && (s[i] == '_' || s[i] == '-' || wordRune(rune(s[i])) && s[i] < 0x80) {
		if s[i] == '_' || s[i] >= '0' && s[i] <= '9' {
			marked = true
		}
		i++
	}
	name = s[start:i]
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return 0, "", false
	}
	end := strings.IndexByte(s[i:], ']')
	if end < 0 || end > 600 {
		return 0, "", false
	}
	attributes := s[i : i+end]
	if attributes != "" && attributes[0] != ' ' && attributes[0] != '/' {
		return 0, "", false
	}
	if strings.ContainsAny(attributes, "=") {
		marked = true
	} else if strings.Trim(attributes, " /") != "" {
		marked = false
	}
	if !marked && strings.Trim(attributes, " /") == "" {
		switch strings.ToLower(name) {
		case "ad", "ads", "adsense", "gallery", "embed", "video", "audio", "caption", "playlist", "more":
			marked = true
		}
	}
	if !marked {
		return 0, "", false
	}
	return i + end + 1, strings.ToLower(name), closing
}

// shortcodes takes the shortcodes out of a piece. What stands between [caption] and [/caption] becomes a caption of its own.
func shortcodes(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if !strings.Contains(p.text, "[") {
			out = append(out, p)
			continue
		}
		var b strings.Builder
		inCaption := false
		flush := func(kind news.BlockKind, sure bool) {
			if text := squeeze(b.String()); text != "" {
				out = append(out, piece{kind, text, sure})
			}
			b.Reset()
		}
		for rest := p.text; rest != ""; {
			i := strings.IndexByte(rest, '[')
			if i < 0 {
				b.WriteString(rest)
				break
			}
			b.WriteString(rest[:i])
			rest = rest[i:]
			n, name, closing := shortcode(rest)
			if n == 0 {
				b.WriteByte('[')
				rest = rest[1:]
				continue
			}
			rest = rest[n:]
			switch {
			case name == "caption" && !closing:
				flush(p.kind, p.sure)
				inCaption = true
			case name == "caption" && inCaption:
				flush(news.Caption, true)
				inCaption = false
			case name == "embed" && !closing:
				if end := strings.Index(rest, "[/"); end >= 0 {
					rest = rest[end:]
				}
			}
		}
		flush(p.kind, p.sure)
	}
	return out
}
