package winapi

//go:generate go -C ../../tools tool mkwinsyscall -output ../internal/winapi/zwinapi_windows.go ../internal/winapi/winapi_windows.go
