package example

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kasha/internal/cloudformation"
)

// nginx stands for CloudFront and for the two load balancers. Headers, time-outs, ports and the secret come from the templates.
type nginx struct {
	strings.Builder
	upstreams string // the tasks of each service
}

func (n *nginx) line(format string, arguments ...any) { fmt.Fprintf(n, format+"\n", arguments...) }

// startBalancers starts nginx in front of the two services.
func (w *world) startBalancers(t *testing.T, dir string) {
	t.Helper()
	text, err := w.balancers(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	running := start(t, "nginx", filepath.Join(dir, "nginx.log"), os.Environ(), "nginx", "-p", dir, "-e", "stderr", "-c", file)
	running.await(t, 10*time.Second, func() error { return w.reaches(w.hosts.address(cloudFront) + ":443") })
}

func (w *world) balancers(t *testing.T, dir string) (string, error) {
	t.Helper()
	n := &nginx{}
	n.line("daemon off; user root; worker_processes 1; pid %s/nginx.pid; error_log stderr;", dir)
	n.line("events { worker_connections 256; }\nhttp {\naccess_log off; server_tokens off;")
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		n.line("%s_temp_path %s/%s;", kind, dir, kind)
	}
	if err := w.edge(t, n, dir); err != nil {
		return "", err
	}
	for scheme, of := range map[string]int{"internet-facing": publicBalancer, "internal": internalBalancer} {
		if err := w.balancer(n, scheme, of); err != nil {
			return "", err
		}
	}
	n.line("%s}", n.upstreams)
	return n.String(), nil
}

// edge is CloudFront's distribution: it ends TLS, describes the viewer, adds the secret header and the policy's response headers.
// Sources: CloudFront developer guide, "Request and response behavior for custom origins" and "Add CloudFront request headers".
func (w *world) edge(t *testing.T, n *nginx, dir string) error {
	t.Helper()
	certificate, key := w.authority.Issue(t, filepath.Join(dir, "edge"), w.site)
	config := w.Resources("AWS::CloudFront::Distribution")[0].Properties.Map("DistributionConfig")
	origin := config.Maps("Origins")[0]
	policy, ok := w.Find(config.Map("DefaultCacheBehavior").Text("ResponseHeadersPolicyId"))
	if !ok {
		return fmt.Errorf("the distribution has no response headers policy of this environment")
	}
	added := n.responseHeaders(policy.Properties.Map("ResponseHeadersPolicyConfig").Map("SecurityHeadersConfig"))
	if config.Map("DefaultCacheBehavior").Text("ViewerProtocolPolicy") == "redirect-to-https" {
		n.line("server { listen %s:80; return 301 https://$host$request_uri; }", w.hosts.address(cloudFront))
	}
	n.line("server { listen %s:443 ssl; ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.2 TLSv1.3;",
		w.hosts.address(cloudFront), certificate, key)
	n.line("location / {\nproxy_pass http://%s:80; proxy_http_version 1.1; proxy_bind %s;", w.hosts.address(publicBalancer),
		w.hosts.address(cloudFront))
	n.line("proxy_connect_timeout %vs; proxy_read_timeout %vs;", origin["ConnectionTimeout"],
		origin.Map("CustomOriginConfig")["OriginReadTimeout"])
	n.line(`proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto ""; proxy_set_header Connection "";
proxy_set_header CloudFront-Viewer-Address $remote_addr:$remote_port; proxy_set_header CloudFront-Forwarded-Proto $scheme;`)
	for _, header := range origin.Maps("OriginCustomHeaders") {
		value, err := w.value(header.Text("HeaderValue"))
		if err != nil {
			return err
		}
		n.line("proxy_set_header %s %q;", header.Text("HeaderName"), value)
	}
	n.line("%s} }", added)
	return nil
}

// responseHeaders writes what nginx needs to know which headers the origin sets, and returns what adds the others.
func (n *nginx) responseHeaders(security cloudformation.Properties) string {
	age, _ := security.Map("StrictTransportSecurity").Int("AccessControlMaxAgeSec")
	transport := fmt.Sprintf("max-age=%d", age)
	if security.Map("StrictTransportSecurity").Is("IncludeSubdomains") {
		transport += "; includeSubDomains"
	}
	added := ""
	for _, header := range []struct{ property, name, value string }{
		{"ContentSecurityPolicy", "Content-Security-Policy", security.Map("ContentSecurityPolicy").Text("ContentSecurityPolicy")},
		{"ContentTypeOptions", "X-Content-Type-Options", "nosniff"},
		{"FrameOptions", "X-Frame-Options", security.Map("FrameOptions").Text("FrameOption")},
		{"ReferrerPolicy", "Referrer-Policy", security.Map("ReferrerPolicy").Text("ReferrerPolicy")},
		{"StrictTransportSecurity", "Strict-Transport-Security", transport},
	} {
		if _, set := security[header.property]; !set {
			continue
		}
		if security.Map(header.property).Is("Override") {
			added += fmt.Sprintf("proxy_hide_header %s; add_header %s %q always;\n", header.name, header.name, header.value)
			continue
		}
		variable := strings.ToLower(strings.ReplaceAll(header.name, "-", "_"))
		n.line("map $upstream_http_%s $add_%s { '' %q; default ''; }", variable, variable, header.value)
		added += fmt.Sprintf("add_header %s $add_%s always;\n", header.name, variable)
	}
	return added
}

// balancer is one load balancer with its listener, and with the rule before its service where there is one.
// Source: Application Load Balancers guide, "HTTP headers and Application Load Balancers".
func (w *world) balancer(n *nginx, scheme string, of int) error {
	for _, balancer := range w.Resources("AWS::ElasticLoadBalancingV2::LoadBalancer") {
		if balancer.Properties.Text("Scheme") != scheme {
			continue
		}
		for _, listener := range w.Resources("AWS::ElasticLoadBalancingV2::Listener") {
			if listener.Properties.Text("LoadBalancerArn") != balancer.Reference() {
				continue
			}
			n.line("server { listen %s:%s;", w.hosts.address(of), listener.Properties.Text("Port"))
			target, err := w.forwarding(n, listener)
			if err != nil {
				return err
			}
			idle := "60" // AWS's default
			for _, attribute := range balancer.Properties.Maps("LoadBalancerAttributes") {
				if attribute.Text("Key") == "idle_timeout.timeout_seconds" {
					idle = attribute.Text("Value")
				}
			}
			n.line(`keepalive_timeout %ss; proxy_read_timeout %ss; proxy_connect_timeout 10s; proxy_http_version 1.1;
proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header Connection "";
proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port;
location / { proxy_pass http://%s; } }`, idle, idle, target)
		}
		return nil
	}
	return fmt.Errorf("no load balancer is %s", scheme)
}

// forwarding writes what a listener refuses, and returns the service to which it forwards the rest.
func (w *world) forwarding(n *nginx, listener cloudformation.Resource) (string, error) {
	group := listener.Properties.Maps("DefaultActions")[0].Text("TargetGroupArn")
	for _, rule := range w.Resources("AWS::ElasticLoadBalancingV2::ListenerRule") {
		if rule.Properties.Text("ListenerArn") != listener.Reference() {
			continue
		}
		group = rule.Properties.Maps("Actions")[0].Text("TargetGroupArn")
		header := rule.Properties.Maps("Conditions")[0].Map("HttpHeaderConfig")
		value, err := w.value(header.Texts("Values")[0])
		if err != nil {
			return "", err
		}
		fixed := listener.Properties.Maps("DefaultActions")[0].Map("FixedResponseConfig")
		n.line("if ($http_%s != %q) { return %s %q; }", strings.ToLower(strings.ReplaceAll(header.Text("HttpHeaderName"), "-", "_")), value,
			fixed.Text("StatusCode"), fixed.Text("MessageBody"))
	}
	for name, tasks := range map[string][]int{"frontend": {frontend}, "backend": {backend, backendAfter}} {
		for _, service := range w.Resources("AWS::ECS::Service") {
			for _, balanced := range service.Properties.Maps("LoadBalancers") {
				if balanced.Text("TargetGroupArn") != group || balanced.Text("ContainerName") != name {
					continue
				}
				// A task that does not listen gets no request, as one that is not registered, or no longer.
				n.upstreams += "upstream " + name + " { "
				for _, of := range tasks {
					n.upstreams += fmt.Sprintf("server %s:%s max_fails=0; ", w.hosts.address(of), balanced.Text("ContainerPort"))
				}
				n.upstreams += "}\n"
				return name, nil
			}
		}
	}
	return "", fmt.Errorf("no service is a target of %s", listener)
}
