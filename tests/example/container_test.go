package example

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kasha/internal/cloudformation"
)

// task is one container of a task definition, with its variables resolved as ECS resolves them.
type task struct {
	name      string
	variables map[string]string
	command   []string
	port      int
	tmpfs     []cloudformation.Properties
	readOnly  bool
	grace     time.Duration // failed health checks are ignored for so long
	health    cloudformation.Properties
}

// task reads the container of a process. Its name says which: frontend, backend, worker-packer, job-report or release.
func (d *deployed) task(name string) (task, error) {
	for _, definition := range d.Resources("AWS::ECS::TaskDefinition") {
		container := definition.Properties.Maps("ContainerDefinitions")[0]
		if container.Text("Name") != name {
			continue
		}
		read := task{
			name: name, variables: map[string]string{}, command: container.Texts("Command"), readOnly: container.Is("ReadonlyRootFilesystem"),
			tmpfs: container.Map("LinuxParameters").Maps("Tmpfs"),
		}
		if ports := container.Maps("PortMappings"); len(ports) > 0 {
			read.port, _ = ports[0].Int("ContainerPort")
		}
		var err error
		for _, variable := range container.Maps("Environment") {
			if read.variables[variable.Text("Name")], err = d.value(variable.Text("Value")); err != nil {
				return task{}, fmt.Errorf("%s of the %s: %w", variable.Text("Name"), name, err)
			}
		}
		for _, secret := range container.Maps("Secrets") {
			from, err := d.value(secret.Text("ValueFrom"))
			if err == nil {
				read.variables[secret.Text("Name")], err = d.injected(from)
			}
			if err != nil {
				return task{}, fmt.Errorf("%s of the %s: %w", secret.Text("Name"), name, err)
			}
		}
		return read, d.readService(definition, &read)
	}
	return task{}, fmt.Errorf("no task definition has a container %q", name)
}

func (d *deployed) readService(definition cloudformation.Resource, into *task) error {
	for _, service := range d.Resources("AWS::ECS::Service") {
		if service.Properties.Text("TaskDefinition") != definition.Reference() {
			continue
		}
		seconds, _ := service.Properties.Int("HealthCheckGracePeriodSeconds")
		into.grace = time.Duration(seconds) * time.Second
		for _, balancer := range service.Properties.Maps("LoadBalancers") {
			group, ok := d.Find(balancer.Text("TargetGroupArn"))
			if !ok {
				return fmt.Errorf("the target group of %s is not in the templates", service)
			}
			into.health = group.Properties
		}
	}
	return nil
}

// inContainer is the program of a container that has only its own files. The root is read-only, the paths of tmpfs are mounted as the
// template says, and the user is the image's. The first argument is the root, then user, then mounts as PATH OPTIONS up to --.
const inContainer = `set -eu
root=$1 user=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
[ "$READ_ONLY" = false ] || mount -o remount,bind,ro "$root"
while [ "$1" != -- ]; do mount -t tmpfs -o "$2" tmpfs "$root$1"; shift 2; done
shift
unset READ_ONLY
exec chroot --userspec="$user:$user" --groups= "$root" "$@"`

// imageUser is the USER of examples/shop/Dockerfile.
const imageUser = 65532

// run starts a service's container and waits until the load balancer would send it requests.
func (w *world) run(t *testing.T, what task, at int) (*process, error) {
	t.Helper()
	address := fmt.Sprintf("%s:%d", w.hosts.address(at), what.port)
	// A container has an address of its own, and these share a machine.
	running := w.launch(t, what, "SHOP_LISTEN="+address)
	return running, running.ready(what.grace, func() error { return healthy(what.health, address) })
}

// launch starts a task's container.
func (w *world) launch(t *testing.T, what task, more ...string) *process {
	t.Helper()
	root := w.image(t, what)
	arguments := []string{"--mount", "--", "sh", "-c", inContainer, "sh", root, strconv.Itoa(imageUser)}
	for _, mount := range what.tmpfs {
		options := append([]string{fmt.Sprintf("size=%vm", mount["Size"])}, mount.Texts("MountOptions")...)
		arguments = append(arguments, mount.Text("ContainerPath"), strings.Join(options, ","))
	}
	arguments = append(append(arguments, "--", "/shop"), what.command...)
	environment := append([]string{
		"READ_ONLY=" + strconv.FormatBool(what.readOnly), "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		// What ECS and the task role give.
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_ENDPOINT_URL=" + w.cloud.endpoint,
	}, more...)
	for name, value := range what.variables {
		environment = append(environment, name+"="+value)
	}
	slices.Sort(environment)
	return start(t, "the container "+what.name, filepath.Join(root, "..", "output.log"), environment, "unshare", arguments...)
}

// healthy asks as the load balancer does: with the address as Host, and nothing that CloudFront adds.
func healthy(group cloudformation.Properties, address string) error {
	timeout, _ := group.Int("HealthCheckTimeoutSeconds")
	client := http.Client{
		Timeout:       time.Duration(timeout) * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Get("http://" + address + group.Text("HealthCheckPath"))
	if err != nil {
		return err
	}
	response.Body.Close()
	var from, to int
	if _, err := fmt.Sscanf(group.Map("Matcher").Text("HttpCode"), "%d-%d", &from, &to); err != nil {
		return fmt.Errorf("the codes %q: %w", group.Map("Matcher").Text("HttpCode"), err)
	}
	if response.StatusCode < from || response.StatusCode > to {
		return fmt.Errorf("%s answers %s", group.Text("HealthCheckPath"), response.Status)
	}
	return nil
}

// image lays out the files of the Dockerfile's last stage. The authority of this run takes the place of AWS's certificates.
func (w *world) image(t *testing.T, of task) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "root")
	for _, folder := range []string{"etc/rds", "etc/ssl/certs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, mount := range of.tmpfs { // a runtime makes what is missing
		if err := os.MkdirAll(filepath.Join(root, mount.Text("ContainerPath")), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.ReadFile(os.Getenv("KASHA_EXAMPLE_SHOP"))
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "shop"), program, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "etc/rds/global-bundle.pem"), w.authority.PEM(), 0o644)
	}
	if err == nil {
		err = w.hosts.write(filepath.Join(root, "etc/hosts"))
	}
	if err != nil {
		t.Fatal(err)
	}
	// Others may enter the folders above, which belong to the caller.
	for dir := root; len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
