// Command measure runs commands side by side and says how long they took and how much memory they held: medians of several
// rounds, because two noisy cores make single figures worthless, and ratios within one run, because only those carry over to
// another machine. It reads /proc, so it runs on Linux.
//
//	go run ./internal/measure -rounds 5 NAME=COMMAND NAME=COMMAND ...
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// run is one command's cost in one round.
type run struct {
	wall, user time.Duration
	peak       int64 // bytes: the most that the command and all its children held together, each page counted once
}

func main() {
	rounds := flag.Int("rounds", 5, "how often each command runs; the median counts")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: measure [-rounds N] NAME=COMMAND ...")
		os.Exit(2)
	}
	results := map[string][]run{}
	var names []string
	for round := range *rounds {
		for _, argument := range flag.Args() {
			name, command, ok := strings.Cut(argument, "=")
			if !ok {
				fmt.Fprintf(os.Stderr, "%q is not NAME=COMMAND\n", argument)
				os.Exit(2)
			}
			if round == 0 {
				names = append(names, name)
			}
			result, err := measure(command)
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", command, err)
				os.Exit(1)
			}
			results[name] = append(results[name], result)
		}
	}
	first := median(results[names[0]], func(r run) float64 { return r.wall.Seconds() })
	fmt.Printf("%-28s %9s %9s %9s  %s\n", "", "wall", "user", "memory", "wall against "+names[0])
	for _, name := range names {
		wall := median(results[name], func(r run) float64 { return r.wall.Seconds() })
		user := median(results[name], func(r run) float64 { return r.user.Seconds() })
		peak := median(results[name], func(r run) float64 { return float64(r.peak) })
		fmt.Printf("%-28s %7.1f s %7.1f s %6.0f MB  %.2f\n", name, wall, user, peak/1e6, wall/first)
	}
}

func measure(command string) (run, error) {
	cmd := exec.Command("bash", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return run{}, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var peak int64
	for {
		select {
		case err := <-done:
			usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
			return run{time.Since(start), time.Duration(usage.Utime.Nano()), peak}, err
		case <-time.After(50 * time.Millisecond):
			peak = max(peak, held(cmd.Process.Pid))
		}
	}
}

// held is the proportional memory of a process and its descendants: a page that several share counts once.
func held(root int) int64 {
	children := map[int][]int{}
	entries, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, entry := range entries {
		data, err := os.ReadFile(entry)
		if err != nil {
			continue // it ended meanwhile
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		if fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:])); len(fields) > 1 {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], pid)
		}
	}
	var sum int64
	pending := []int{root}
	for len(pending) > 0 {
		pid := pending[0]
		pending = append(pending[1:], children[pid]...)
		sum += proportional(pid)
	}
	return sum
}

func proportional(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
			return kilobytes * 1024
		}
	}
	return 0
}

func median(runs []run, of func(run) float64) float64 {
	var values []float64
	for _, r := range runs {
		values = append(values, of(r))
	}
	sort.Float64s(values)
	return values[len(values)/2]
}
