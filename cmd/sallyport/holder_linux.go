package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// holder says who listens on an address, as far as the system tells this user.
func holder(listen string, asked error) string {
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		return asked.Error()
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return asked.Error()
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		for _, inode := range listeners(table, number) {
			if name := owner(inode); name != "" {
				return fmt.Sprintf("the port is held by %s: give --listen or stop it", name)
			}
		}
	}
	return asked.Error() + ": give --listen or stop what holds the port"
}

// listeners lists the socket inodes that listen on a port. The format is that of proc(5).
func listeners(table string, port int) []string {
	f, err := os.Open(table)
	if err != nil {
		return nil
	}
	defer f.Close()
	var inodes []string
	want := fmt.Sprintf(":%04X", port)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		const local, state, inode, listen = 1, 3, 9, "0A"
		fields := strings.Fields(lines.Text())
		if len(fields) > inode && fields[state] == listen && strings.HasSuffix(fields[local], want) {
			inodes = append(inodes, fields[inode])
		}
	}
	return inodes
}

func owner(inode string) string {
	links, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return ""
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err != nil || target != "socket:["+inode+"]" {
			continue
		}
		pid := strings.Split(link, "/")[2]
		name, err := os.ReadFile("/proc/" + pid + "/comm")
		if err != nil {
			return "pid " + pid
		}
		return fmt.Sprintf("pid %s (%s)", pid, strings.TrimSpace(string(name)))
	}
	return ""
}
