// Package netns runs functions in another network namespace. It does so on Linux; elsewhere
// there are no network namespaces, and every function returns errors.ErrUnsupported.
package netns
