// Command measure runs commands in turn, and prints how long they take and how much memory they use. It prints medians of several rounds,
// because on a shared machine a single figure means little. It prints ratios within one run, because only ratios are valid for another
// machine. It reads /proc, so it needs Linux.
//
// Memory is measured in a round of its own at the end. Each reading stops the processes for milliseconds; at twenty readings a second, a
// synthesis took a seventh longer.
//
//	go run ./scripts/measure -rounds 5 NAME=COMMAND NAME=COMMAND ...
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// run is what one command took in one round.
type run struct {
	wall, user time.Duration
	largest    int64 // bytes: the maximum of its largest process
	together   int64 // bytes: the maximum of all its processes together, each page counted once; 0 if not measured
}

func main() {
	rounds := flag.Int("rounds", 5, "how often each command runs")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: measure [-rounds N] NAME=COMMAND ...")
		os.Exit(2)
	}
	results, together := map[string][]run{}, map[string]int64{}
	var names []string
	for round := range *rounds + 1 {
		for _, argument := range flag.Args() {
			name, command, ok := strings.Cut(argument, "=")
			if !ok {
				fmt.Fprintf(os.Stderr, "%q; fix: write NAME=COMMAND\n", argument)
				os.Exit(2)
			}
			if round == 0 {
				names = append(names, name)
			}
			kind := forTime
			if round == *rounds {
				kind = forMemory
			}
			result, err := measure(command, kind)
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s: %v\n", command, err)
				os.Exit(1)
			}
			if round < *rounds {
				results[name] = append(results[name], result)
			} else {
				together[name] = result.together
			}
		}
	}
	first := median(results[names[0]], func(r run) float64 { return r.wall.Seconds() })
	fmt.Printf("%-28s %9s %9s %9s %9s  %s\n", "", "wall", "user", "largest", "together", "wall against "+names[0])
	for _, name := range names {
		wall := median(results[name], func(r run) float64 { return r.wall.Seconds() })
		user := median(results[name], func(r run) float64 { return r.user.Seconds() })
		largest := median(results[name], func(r run) float64 { return float64(r.largest) })
		fmt.Printf("%-28s %7.1f s %7.1f s %6.0f MB %6.0f MB  %.2f\n",
			name, wall, user, largest/1e6, float64(together[name])/1e6, wall/first)
	}
}

// purpose is what a round measures.
type purpose int

const (
	forTime   purpose = iota
	forMemory         // its times are not usable
)

// measure runs a command once.
func measure(command string, round purpose) (run, error) {
	cmd := exec.Command("bash", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return run{}, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var tick <-chan time.Time
	if round == forMemory {
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		tick = ticker.C
	}
	var together int64
	for {
		select {
		case err := <-done:
			usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
			return run{
				wall: time.Since(start), user: time.Duration(usage.Utime.Nano()), largest: usage.Maxrss * 1024, together: together,
			}, err
		case <-tick:
			together = max(together, held(cmd.Process.Pid))
		}
	}
}

// held returns the proportional memory of a process and its descendants in bytes: a page that several processes share counts once.
func held(root int) int64 {
	children := map[int][]int{}
	entries, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, entry := range entries {
		data, err := os.ReadFile(entry)
		if err != nil {
			continue // it has ended
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
	slices.Sort(values)
	return values[len(values)/2]
}
