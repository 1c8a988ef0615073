package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Image is a container image's reference, taken apart.
type Image struct {
	Own        bool   // ecr:TAG, in the environment's own repository; only Tag is set
	Registry   string // public.ecr.aws
	Repository string // docker/library/nginx
	Tag        string // empty beside a bare digest
	Digest     string // sha256:...
}

// ImageReference takes the service's image apart.
func (s Service) ImageReference() Image { return parseImage(s.Image) }

// FromPublicECR reports whether the image comes from the ECR public gallery, which the pull-through cache mirrors.
func (i Image) FromPublicECR() bool { return i.Registry == "public.ecr.aws" }

// onDockerHub reports whether the image comes from Docker Hub, which is what a reference without a host means.
func (i Image) onDockerHub() bool {
	hosts := []string{"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
	return !i.Own && (i.Registry == "" || slices.Contains(hosts, i.Registry))
}

func parseImage(image string) Image {
	if tag, own := strings.CutPrefix(image, "ecr:"); own {
		return Image{Own: true, Tag: tag}
	}
	var parsed Image
	name, digest, _ := strings.Cut(image, "@")
	parsed.Digest = digest
	if colon := strings.LastIndex(name, ":"); colon > strings.LastIndex(name, "/") {
		name, parsed.Tag = name[:colon], name[colon+1:]
	}
	// The rule of Docker's own reference grammar: a first part without a dot, a colon or the name localhost is no host.
	host, repository, ok := strings.Cut(name, "/")
	if ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		parsed.Registry, parsed.Repository = host, repository
	} else {
		parsed.Repository = name
	}
	return parsed
}

var (
	tagPattern    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
	digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	hostPattern   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?$`)
	// 200 characters, because the pull-through cache puts its prefix before it and ECR allows 256.
	repositoryPattern = regexp.MustCompile(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$`)
)

const longestRepository = 200

// imageProblem explains why an image cannot be run, or not safely. Both texts are empty for a good one.
func imageProblem(text string) (wrong, write string) {
	const example = `registry/repository:tag, such as "ghcr.io/example/shop:1.4.2"; or "ecr:TAG" for this environment's own repository`
	image := parseImage(text)
	switch {
	case text == "":
		return "the image is empty", example
	case strings.Contains(text, "://"):
		return "an image's name has no scheme", example
	case image.Tag == "latest":
		return "the tag latest means another image every time a task starts", "a version's tag or a digest"
	case image.Own && !tagPattern.MatchString(image.Tag):
		return quote(image.Tag) + " is not a tag", `"ecr:" and a tag, such as "ecr:1.4.2"`
	case image.Own:
		return "", ""
	case image.onDockerHub():
		return quote(text) + " is on Docker Hub, which limits pulls per address, and all tasks share one", dockerHubRemedy(image)
	case !hostPattern.MatchString(image.Registry) || !repositoryPattern.MatchString(image.Repository),
		len(image.Repository) > longestRepository:
		return quote(text) + " is not an image's name", example
	case strings.Contains(text, "@") && !digestPattern.MatchString(image.Digest):
		return "what follows @ is not a digest", "sha256: and 64 hexadecimal digits"
	case image.Tag == "" && image.Digest == "":
		return quote(text) + " has no tag, which means latest", quote(text+":TAG") + ", with a version's tag"
	case image.Tag != "" && !tagPattern.MatchString(image.Tag):
		return quote(image.Tag) + " is not a tag", "up to 128 letters, digits, dots, hyphens and underscores"
	}
	return "", ""
}

// dockerHubRemedy names the mirror: official images have one on the ECR public gallery, others must be copied.
func dockerHubRemedy(image Image) string {
	version := "TAG"
	if tagPattern.MatchString(image.Tag) {
		version = image.Tag
	}
	name := strings.TrimPrefix(image.Repository, "library/")
	if strings.Contains(name, "/") || !repositoryPattern.MatchString(name) {
		return `the same image on another registry, or push it to this environment's own repository and write "ecr:` + version + `"`
	}
	return fmt.Sprintf(`"ecr:%s" if it is your own, pushed to this environment's repository; %q if it is an official image of that name`, version, "public.ecr.aws/docker/library/"+name+":"+version)
}
