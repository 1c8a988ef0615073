package config

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// WritablePath is a directory to which a container may write.
type WritablePath struct {
	// Path is where it is in the container.
	//
	//	Default: none; required
	//	Allowed: an absolute path of at most 255 characters, without the root, system directories, /proc, /sys and /dev
	//	Source:  ECS API, Tmpfs, containerPath
	Path string `json:"path"`

	// SizeMiB is the most that it can hold in memory. Only what is written counts against the task's memory.
	//
	//	Unit:    MiB
	//	Default: 64
	//	Allowed: 1 to less than the task's memoryMiB, all paths together; not beside disk
	//	Source:  ECS API, Tmpfs, size
	SizeMiB int `json:"sizeMiB"`

	// Exec lets files in it be executed, which libraries need that unpack native code. Whoever can write a file there can then run it.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  ECS API, Tmpfs, mountOptions
	Exec bool `json:"exec"`

	// Disk puts it on the task's disk, of which ephemeralStorageGiB is the size. It then holds what the image has at the path, and belongs to
	// whom it belongs there, if the image declares it as a VOLUME. Otherwise it is empty and belongs to root. ECS has no mount options for
	// it, so files in it can be executed, which "exec": true acknowledges.
	//
	//	Default: false
	//	Allowed: true or false; true only beside exec
	//	Source:  ECS developer guide, "Use bind mounts with Amazon ECS"
	Disk bool `json:"disk"`
}

const usualSizeMiB = 64

// prepare fills a path of which nothing was written. One on the disk has no size.
func (p *WritablePath) prepare(written map[string]any) {
	*p = WritablePath{SizeMiB: usualSizeMiB}
	if written["disk"] == true {
		p.SizeMiB = 0
	}
}

// UnmarshalText reads the short form, a path alone. It returns no error: see checkWritablePaths.
func (p *WritablePath) UnmarshalText(text []byte) error {
	*p = WritablePath{Path: string(text), SizeMiB: usualSizeMiB}
	return nil
}

// MarshalJSON writes the short form where it says the same.
func (p WritablePath) MarshalJSON() ([]byte, error) {
	if p == (WritablePath{Path: p.Path, SizeMiB: usualSizeMiB}) {
		return json.Marshal(p.Path)
	}
	if p.Disk {
		return json.Marshal(map[string]any{"path": p.Path, "exec": p.Exec, "disk": true})
	}
	type object WritablePath // without this method
	return json.Marshal(object(p))
}

var writablePathPattern = regexp.MustCompile(`^(/[A-Za-z0-9._-]+)+$`)

// systemDirectory is where programs, libraries and certificates of an image are, by the Filesystem Hierarchy Standard and in images of
// Debian and Alpine. An empty volume there hides them. Below them an application may have a directory of its own.
var systemDirectory = regexp.MustCompile(`^(/(bin|boot|etc|lib[^/]*|sbin|usr)|/usr(/local)?/(bin|lib[^/]*|local|sbin|share)|` +
	`(/usr(/local)?)?/lib[^/]*/[^/]+-linux-[^/]+|/etc/(pki|ssl)(/[^/]+)?)$`)

func checkWritablePaths(at object, c Container) {
	const maxPaths = 10 // each is a mount; an image that needs more is not made for a read-only root
	if len(c.WritablePaths) > maxPaths {
		at.reject("writablePaths", "the list has "+spelling.Count(len(c.WritablePaths), "path"), fmt.Sprintf("at most %d", maxPaths))
	}
	var paths []string
	total := 0
	for i, p := range c.WritablePaths {
		paths = append(paths, p.Path)
		element := at.element("writablePaths", i)
		if p.Disk {
			checkDiskPath(element, p)
		} else {
			total += p.SizeMiB
		}
		field := "" // of a path in the short form
		for _, part := range []string{"path", "sizeMiB", "exec", "disk"} {
			if element.written[element.field(part)] {
				field = "path"
			}
		}
		checkWritablePath(element, field, p.Path)
		if slices.Index(paths, p.Path) < i {
			element.reject(field, quote(p.Path)+" is in the list twice", "list it once")
		}
		if p.SizeMiB < 1 && !p.Disk {
			element.reject("sizeMiB", fmt.Sprintf("a path of %d MiB holds nothing", p.SizeMiB), "1 or more")
		}
	}
	if at.valid("writablePaths", "memoryMiB", "cpu") && total >= c.MemoryMiB {
		at.reject(at.firstWritten("writablePaths", "memoryMiB"),
			fmt.Sprintf("the paths may hold %d MiB, and the task has %d for them and for the application", total, c.MemoryMiB),
			"a smaller sizeMiB, or more memoryMiB")
	}
}

// checkDiskPath checks what is beside disk.
func checkDiskPath(at object, p WritablePath) {
	at.rejectIf(at.written[at.field("sizeMiB")], "sizeMiB", "a path on the disk has no size of its own",
		"remove it; ephemeralStorageGiB is the size of the disk")
	at.rejectIf(!p.Exec, "disk", "ECS has no mount options for the disk, so files in this path can be executed",
		`"exec": true beside it, or a path in memory`)
}

func checkWritablePath(at object, field, p string) {
	at.rejectIf(p == "/", field, "the whole root file system would be writable",
		`the directories to which the image writes, such as "/tmp"`)
	if systemDirectory.MatchString(p) {
		at.reject(field, "an empty volume at "+p+" would hide what the image needs to start",
			`the directory inside it to which the image writes, such as "`+p+`/app"`)
	}
	if !writablePathPattern.MatchString(p) || path.Clean(p) != p || len(p) > 255 {
		at.reject(field, quote(p)+" is not an absolute path in its shortest form", `a path such as "/var/cache/nginx"`)
	}
	if root := "/" + strings.Split(p+"//", "/")[1]; slices.Contains([]string{"/proc", "/sys", "/dev"}, root) {
		at.reject(field, root+" belongs to the kernel", "another directory")
	}
}
