package config

import (
	"fmt"
	"slices"
	"strings"
)

const (
	// mysqlPort is not for services, so that a security group rule for 3306 always means the database.
	mysqlPort = 3306

	// unprivilegedPort is where nginx-unprivileged listens, the placeholder.
	unprivilegedPort = 8080

	// bindCapability lets root bind the ports below firstPlainPort (capabilities(7)).
	bindCapability = "NET_BIND_SERVICE"
	firstPlainPort = 1024
)

// checkPort checks that something listens on the port. Otherwise the tasks would never be healthy, and the deployment would end after its
// circuit breaker has given up, or after hours.
func checkPort(at object, s Service) {
	if s.Port < 1 || s.Port > 65535 {
		at.reject("port", fmt.Sprintf("%d is not a port", s.Port), "1 to 65535")
	}
	at.rejectIf(s.Port == mysqlPort, "port",
		"3306 is the database's port; security group rules for it must mean the database", "another port, such as 8080")
	if !at.valid("port", "image", "capabilities") {
		return
	}
	switch listens := s.Image.placeholderPort(); {
	case listens == 0 && !at.written[at.field("port")]:
		at.reject("port", fmt.Sprintf("the port of %s is not written, and the default is the placeholder's", quote(s.Image.Reference)),
			fmt.Sprintf(`the port on which the image listens, such as "port": %d`, unprivilegedPort))
	case listens != 0 && listens != s.Port:
		at.reject(at.firstWritten("port", "image"), fmt.Sprintf("%s listens on %d, and the port is %d", s.Image.Repository, listens, s.Port),
			fmt.Sprintf("%d as the port, or an image that listens on %d", listens, s.Port))
	case s.Port < firstPlainPort && !slices.Contains(s.Capabilities, bindCapability):
		at.reject("port", fmt.Sprintf("without the capability %s, a container cannot listen on %d", bindCapability, s.Port),
			fmt.Sprintf("a port from %d on; or %q in capabilities, if the image runs as root", firstPlainPort, bindCapability))
	}
}

// placeholderPort returns the port on which an image of nginx listens as it is published, and 0 for any other image.
func (i Image) placeholderPort() int {
	if i.Registry != PublicECR {
		return 0
	}
	switch strings.TrimPrefix(i.Repository, "docker/library/") {
	case "nginx/nginx-unprivileged":
		return unprivilegedPort
	case "nginx", "nginx/nginx":
		return 80
	}
	return 0
}
