package operate

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// assets are the addresses of files on the site, such as /assets/app.js.
type assets []string

func (a assets) has(address string) bool { return slices.Contains(a, address) }

// upload is a set of files with the same headers.
type upload struct {
	contentType, cacheControl string
	paths                     []string
}

const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache" // browsers ask again at each use; CloudFront asks the bucket again after a second
)

// uploads sorts the files by their headers: files with a hash first, pages last.
func (a assets) uploads() []upload {
	sets := map[string]*upload{}
	for _, path := range a {
		one := upload{contentType: contentType(path), cacheControl: revalidate}
		if isHashed(path) {
			one.cacheControl = immutable
		}
		key := one.contentType + one.cacheControl
		if sets[key] == nil {
			sets[key] = &one
		}
		sets[key].paths = append(sets[key].paths, path)
	}
	var sorted []upload
	for _, set := range sets {
		sorted = append(sorted, *set)
	}
	slices.SortFunc(sorted, func(a, b upload) int {
		return cmp.Or(cmp.Compare(a.turn(), b.turn()), cmp.Compare(a.contentType, b.contentType))
	})
	return sorted
}

func (u upload) turn() int {
	switch {
	case u.cacheControl == immutable:
		return 0
	case u.contentType != contentType(".html"):
		return 1
	}
	return 2
}

// stage links the files below a folder of their own, from which one command of the AWS CLI uploads them. It follows the links.
func (u upload) stage(folder, below string) error {
	for _, path := range u.paths {
		source, err := filepath.Abs(filepath.Join(folder, filepath.FromSlash(path)))
		if err != nil {
			return err
		}
		target := filepath.Join(below, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(source, target); err != nil {
			return err
		}
	}
	return nil
}

var (
	hexHash   = regexp.MustCompile(`^[0-9a-f]*([0-9][a-f]|[a-f][0-9])[0-9a-f]*$`)         // webpack, Next.js
	mixedHash = regexp.MustCompile(`^[0-9A-Za-z]*[0-9][0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*$`) // Vite, Rollup, esbuild
)

const leastHash, mixedLength = 8, 8

// isHashed reports whether a file's name has a hash of its content, so that another content has another name. A browser keeps such a file
// for a year. A doubtful name counts as none: the file is then only asked for again. Dates and names such as iPhone14 are no hashes.
func isHashed(path string) bool {
	name := path[strings.LastIndex(path, "/")+1:]
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '-' })
	return len(parts) > 1 && slices.ContainsFunc(parts[:len(parts)-1], func(part string) bool { // without the extension
		return len(part) >= leastHash && hexHash.MatchString(part) ||
			len(part) == mixedLength && mixedHash.MatchString(part) && strings.ToLower(part) != part
	})
}

// contentType returns the type of a file by its extension. The AWS CLI would ask the machine, and machines differ. CloudFront sends
// X-Content-Type-Options, so a browser refuses a script of another type.
func contentType(path string) string {
	types := map[string]string{
		".avif": "image/avif", ".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".gif": "image/gif",
		".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".ico": "image/x-icon", ".jpeg": "image/jpeg",
		".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".map": "application/json",
		".mjs": "text/javascript; charset=utf-8", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".otf": "font/otf", ".pdf": "application/pdf",
		".png": "image/png", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
		".webm": "video/webm", ".webmanifest": "application/manifest+json", ".webp": "image/webp", ".woff": "font/woff",
		".woff2": "font/woff2", ".xml": "application/xml",
	}
	return cmp.Or(types[strings.ToLower(filepath.Ext(path))], "application/octet-stream")
}
