// Shop is a small application for Kasha. Its page shows orders. Its interface keeps them in MySQL, puts a receipt into the bucket and
// tells a queue. One image has every role, and the command of the service chooses it:
//
//	shop web       the pages, as the frontend
//	shop api       the interface, as the backend
//	shop health    asks the process in the same container whether it is well; for a health check of the container
//
// It keeps the contract of docs/application.md. It reads every variable of that page, and verifies MySQL's certificate. It writes to /tmp
// only. It closes idle connections later than the load balancer, and finishes its requests after SIGTERM.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	role := ""
	if len(os.Args) == 2 {
		role = os.Args[1]
	}
	if err := run(ctx, role, os.Getenv); err != nil {
		slog.Error("the shop stops", "role", role, "error", err.Error())
		os.Exit(1)
	}
}

func run(ctx context.Context, role string, variable func(string) string) error {
	address := listenAddress(variable)
	switch role {
	case "web":
		settings, err := readWeb(variable)
		if err != nil {
			return err
		}
		return serve(ctx, address, newWeb(settings))
	case "api":
		settings, err := readAPI(os.Environ())
		if err != nil {
			return err
		}
		handler, err := newAPI(ctx, settings)
		if err != nil {
			return err
		}
		return serve(ctx, address, handler)
	case "health":
		return askHealth(ctx, address)
	}
	return fmt.Errorf("the role %q is unknown; fix: give one of web, api, health as the command", role)
}

// listenAddress is the port of the container, 8080 as Kasha's default. SHOP_LISTEN lets several roles run on one machine.
func listenAddress(variable func(string) string) string {
	if address := variable("SHOP_LISTEN"); address != "" {
		return address
	}
	return ":8080"
}

func askHealth(ctx context.Context, address string) error {
	if address[0] == ':' {
		address = "127.0.0.1" + address
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+healthPath, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", healthPath, response.Status)
	}
	return nil
}
