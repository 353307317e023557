// Package lang carries the language packs inside the program. Everything in it but this file is data.
package lang

import "embed"

// FS holds the folders of packs: world, and one for each language.
//
//go:embed world ar en
var FS embed.FS
