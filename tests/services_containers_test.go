package tests

import (
	"fmt"
	"strings"
	"testing"
)

// TestContainersAreReadOnlyAndWithoutExec catches a writable root filesystem, ECS Exec, a privileged container and Linux capabilities. It
// also catches an image whose writable paths are missing or belong to root alone: it would stop at its first write.
func TestContainersAreReadOnlyAndWithoutExec(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, definition := range p.some("AWS::ECS::TaskDefinition") { // the SQL task's too
			for _, says := range definition.Properties.Maps("ContainerDefinitions") {
				capabilities := says.Map("LinuxParameters").Map("Capabilities")
				shell := strings.HasPrefix(definition.Path, "services/Shell") // ECS Exec writes to the root file system
				if says.Is("ReadonlyRootFilesystem") == shell || says.Is("Privileged") ||
					len(capabilities.Texts("Add")) > 0 || sorted(capabilities.Texts("Drop")) != "ALL" {
					p.t.Errorf("%s has the container %v, want it read-only, unprivileged and without any capability", definition, says)
				}
			}
		}
		for _, c := range p.containers() {
			p.equal(c.service, "EnableExecuteCommand", false)
			var writable, configured []string
			const want = "mode=1777, nodev, noexec, nosuid"
			for _, mount := range c.says.Map("LinuxParameters").Maps("Tmpfs") {
				writable = append(writable, mount.Text("ContainerPath"))
				if got := sorted(mount.Texts("MountOptions")); got != want || mount.Text("Size") == "" {
					p.t.Errorf("%s: %s is mounted with %s, want a size and %s", c.definition, mount.Text("ContainerPath"), got, want)
				}
			}
			for _, mount := range c.says.Maps("MountPoints") { // of the disk, which has no options
				if writable = append(writable, mount.Text("ContainerPath")); mount.Is("ReadOnly") {
					p.t.Errorf("%s: %s is read-only", c.definition, mount.Text("ContainerPath"))
				}
			}
			for _, path := range c.configured.WritablePaths {
				configured = append(configured, path.Path)
			}
			if sorted(writable) != sorted(configured) {
				p.t.Errorf("%s can write to %s, want %s as configured", c.definition, sorted(writable), sorted(configured))
			}
		}
	})
}

// TestImagesArePinnedAndComeFromThePrivateRegistry catches the design document's nginx:latest, which can change every day and comes from a
// registry that limits pulls. It also catches a public image that bypasses the pull-through cache, and one with a digest that the cache
// cannot fetch.
func TestImagesArePinnedAndComeFromThePrivateRegistry(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			image, name := c.says.Text("Image"), c.says.Text("Name")
			want := "/kasha-" + p.env.Name + "-ecr-public/" + strings.TrimPrefix(c.configured.Image.Reference, "public.ecr.aws/")
			if tag, own := strings.CutPrefix(c.configured.Image.Reference, "ecr:"); own {
				repository := p.at("data/Registry/" + name + "/Resource")
				want = "/" + repository.Properties.Text("RepositoryName") + ":" + tag
			}
			if c.configured.Image.Digest != "" {
				if image != c.configured.Image.Reference {
					p.t.Errorf("%s runs %s, want %s itself", name, image, c.configured.Image.Reference)
				}
				continue
			}
			if !strings.Contains(image, ".dkr.ecr.") || !strings.HasSuffix(image, want) {
				p.t.Errorf("%s runs %s, want %s of the private registry", name, image, want)
			}
			if tag := image[strings.LastIndex(image, ":")+1:]; tag == "latest" || strings.Contains(tag, "/") {
				p.t.Errorf("%s runs %s, want a fixed tag", name, image)
			}
		}
	})
}

// TestRepositoriesScanImagesAndKeepTags catches images that are not scanned, and a tag that can be moved to another image after a test. It
// also catches a repository that only grows.
func TestRepositoriesScanImagesAndKeepTags(t *testing.T) {
	eachShape(t, func(p platform) {
		var names []string
		for _, repository := range p.some("AWS::ECR::Repository") {
			names = append(names, repository.Properties.Text("RepositoryName"))
			p.equal(repository, "ImageTagMutability", "IMMUTABLE")
			if !repository.Properties.Map("ImageScanningConfiguration").Is("ScanOnPush") {
				p.t.Errorf("%s does not scan images, want ScanOnPush", repository)
			}
			if policy := repository.Properties.Map("LifecyclePolicy").Text("LifecyclePolicyText"); !strings.Contains(policy, `"type":"expire"`) {
				p.t.Errorf("%s has the lifecycle policy %s, want one that expires images", repository, policy)
			}
		}
		var want []string
		for _, c := range p.containers() {
			want = append(want, fmt.Sprintf("kasha-%s/%s", p.env.Name, c.says.Text("Name")))
		}
		if sorted(names) != sorted(want) {
			p.t.Errorf("repositories %s, want %s", sorted(names), sorted(want))
		}
		cache := p.some("AWS::ECR::PullThroughCacheRule")[0]
		p.equal(cache, "UpstreamRegistryUrl", "public.ecr.aws")
		if template := p.some("AWS::ECR::RepositoryCreationTemplate")[0]; !strings.Contains(template.Properties.Text("LifecyclePolicy"),
			`"type":"expire"`) {
			p.t.Errorf("%s has no lifecycle policy for copies of public images, want one", template)
		}
	})
}
