package fetch

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// longest is how many bytes an address may have; servers take no more.
const longest = 8 << 10

// Parse reads an address of the web: http or https, with a host and without a name and password. The part behind # is not of the page.
func Parse(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if len(address) > longest {
		return nil, &Error{Code: NoAddress, URL: strings.ToValidUTF8(address[:100], "") + "…", Message: "it is longer than any address"}
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Error{Code: NoAddress, URL: address, Message: "it is no address"}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, &Error{Code: NoAddress, URL: address, Message: "it is no address of the web: want http:// or https://"}
	case u.Hostname() == "":
		return nil, &Error{Code: NoAddress, URL: address, Message: "it names no host"}
	case u.User != nil:
		return nil, &Error{Code: NoAddress, URL: u.Redacted(), Message: "it holds a name or a password"}
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		host = strings.ToLower(u.Hostname()) // such as one with an underscore, which some hosts have
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, &Error{Code: NoAddress, URL: u.String(), Message: "no host has such a name"}
	}
	port := u.Port()
	if port == usualPort[u.Scheme] {
		port = ""
	}
	switch {
	case port != "":
		u.Host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		u.Host = "[" + host + "]"
	default:
		u.Host = host
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

var usualPort = map[string]string{"http": "80", "https": "443"}

// trackers are parameters that say how a reader came to a page and not which page it is.
var trackers = map[string]bool{"fbclid": true, "gclid": true, "dclid": true, "msclkid": true, "yclid": true, "igshid": true, "mc_cid": true,
	"mc_eid": true, "cmpid": true, "ocid": true, "ito": true, "ns_campaign": true, "ns_mchannel": true, "at_medium": true, "at_campaign": true,
	"_ga": true, "_gl": true, "wt_mc": true}

// Canonical writes an address in the one form under which its page is remembered: with a small host, without its usual port, without
// what only tells how a reader came there. What is no address of the web stays as it is.
func Canonical(address string) string {
	u, err := Parse(address)
	if err != nil {
		return address
	}
	if u.Path == "" {
		u.Path = "/"
	}
	var kept []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		name = strings.ToLower(name)
		if part != "" && !trackers[name] && !strings.HasPrefix(name, "utm_") {
			kept = append(kept, part)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	return u.String()
}

// SameSite tells whether two addresses are of one registered name: only such a page may say under which address another is to be known.
func SameSite(a, b string) bool {
	x, errX := Parse(a)
	y, errY := Parse(b)
	return errX == nil && errY == nil && site(x.Hostname()) == site(y.Hostname())
}

// site is the part of a host's name that somebody has registered; of an address in numbers it is the whole.
func site(host string) string {
	if net.ParseIP(host) == nil {
		if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
			return name
		}
	}
	return host
}
