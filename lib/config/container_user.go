package config

import (
	"regexp"
	"slices"

	"kasha/lib/offers"
)

// userPattern is of numbers only: a name would be looked up in the image, which nobody here has read. Linux has 32 bits for each.
var userPattern = regexp.MustCompile(`^[1-9][0-9]{0,8}(:[1-9][0-9]{0,8})?$`)

func checkUser(at object, user string) {
	if user == "" {
		return
	}
	at.rejectIf(user == "0" || user == "root" || user == "0:0", "user",
		"the container would run as root", `a number above 0, such as "1000:1000"; or "" for the image's user`)
	if !userPattern.MatchString(user) {
		at.reject("user", quote(user)+" is not a user by its number", `a number above 0, or two for user and group, such as "1000:1000"`)
	}
}

func checkCapabilities(at object, c Container) {
	for i, name := range c.Capabilities {
		element := at.element("capabilities", i)
		if known := offers.ContainerCapabilities(); !slices.Contains(known, name) {
			element.reject("", quote(name)+" is not a capability that a container on Fargate can keep", suggestion(name, known))
		}
		checkRepetition(element, c.Capabilities, i)
	}
	if c.Image.placeholderPort() == 80 && len(c.Capabilities) == 0 {
		at.reject(at.firstWritten("image", "capabilities"),
			c.Image.Repository+" begins as root and changes its user, for which it has no capability",
			`"public.ecr.aws/nginx/nginx-unprivileged:TAG" and port 8080; or the capabilities CHOWN, NET_BIND_SERVICE, SETGID and SETUID`)
	}
}
