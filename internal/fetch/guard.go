package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// blocked says that a connection was not even tried, and why.
type blocked struct{ error }

// ports are those on which the open internet serves pages. Elsewhere listen services that were not made for strangers.
var ports = []uint16{80, 443, 8080, 8443}

// allowed are the hosts that may be asked though they are not of the open internet.
type allowed struct {
	names    []string // host or host:port, lower case
	prefixes []netip.Prefix
	ends     []netip.AddrPort
}

// parseAllowed reads what was allowed: a name (intranet.example), an address (10.0.0.7), either with a port (localhost:8080), or a
// prefix (10.0.0.0/8).
func parseAllowed(list []string) (allowed, error) {
	var a allowed
	for _, s := range list {
		s = strings.ToLower(strings.TrimSpace(s))
		if p, err := netip.ParsePrefix(s); err == nil {
			a.prefixes = append(a.prefixes, p.Masked())
		} else if end, err := netip.ParseAddrPort(s); err == nil {
			a.ends = append(a.ends, end)
		} else if ip, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
			a.prefixes = append(a.prefixes, netip.PrefixFrom(ip, ip.BitLen()))
		} else if s == "" || strings.ContainsAny(s, "/ @?#") {
			return a, fmt.Errorf("%q is no host, address or prefix", s)
		} else {
			a.names = append(a.names, s)
		}
	}
	return a, nil
}

// name tells whether the host was allowed by its name, wherever that leads.
func (a allowed) name(host, port string) bool {
	host = strings.ToLower(host)
	return slices.Contains(a.names, host) || slices.Contains(a.names, net.JoinHostPort(host, port))
}

func (a allowed) end(end netip.AddrPort) bool {
	ip := end.Addr().Unmap()
	return slices.Contains(a.ends, netip.AddrPortFrom(ip, end.Port())) ||
		slices.ContainsFunc(a.prefixes, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// transport makes connections that are looked at when they are made, not when the name is read: a name may lead elsewhere the next
// moment. A proxy would be looked at in place of the server, so there is none.
func (c *Client) transport() *http.Transport {
	guardian := ssrf.New(ssrf.WithPorts(ports...))
	plain := &net.Dialer{Timeout: c.opt.Timeout}
	guarded := &net.Dialer{Timeout: c.opt.Timeout, Control: func(network, address string, raw syscall.RawConn) error {
		if end, err := netip.ParseAddrPort(address); err == nil && c.allow.end(end) {
			return nil
		}
		if err := guardian.Safe(network, address, raw); err != nil {
			return blocked{err}
		}
		return nil
	}}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if host, port, err := net.SplitHostPort(address); err == nil && c.allow.name(host, port) {
				return plain.DialContext(ctx, network, address)
			}
			return guarded.DialContext(ctx, network, address)
		},
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
}
