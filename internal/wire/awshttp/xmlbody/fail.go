package xmlbody

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sallyport/sallyport/internal/awsapi"
)

// ContentType is that of every answer in XML.
const ContentType = "text/xml"

// AppendException writes an ErrorResponse. Members of an exception are written as text: none of them is a structure.
func AppendException(dst []byte, e *awsapi.Exception, namespace, requestID string) []byte {
	dst = open(dst, "ErrorResponse")
	if namespace != "" {
		dst = AppendAttribute(dst, "xmlns", namespace)
	}
	side := "Receiver"
	if e.Sender {
		side = "Sender"
	}
	dst = append(dst, "><Error>"...)
	dst = appendException(AppendTextElement(dst, "Type", side), e)
	dst = append(dst, "</Error>"...)
	dst = AppendTextElement(dst, "RequestId", requestID)
	return append(dst, "</ErrorResponse>"...)
}

// AppendBareException writes an Error that is itself the outermost element, in no namespace.
func AppendBareException(dst []byte, e *awsapi.Exception, resource, requestID, hostID string) []byte {
	dst = append(dst, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<Error>"...)
	dst = appendException(dst, e)
	if resource != "" {
		dst = AppendTextElement(dst, "Resource", resource)
	}
	dst = AppendTextElement(dst, "RequestId", requestID)
	dst = AppendTextElement(dst, "HostId", hostID)
	return append(dst, "</Error>"...)
}

func appendException(dst []byte, e *awsapi.Exception) []byte {
	dst = AppendTextElement(dst, "Code", e.Code)
	dst = AppendTextElement(dst, "Message", e.Message)
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		dst = AppendTextElement(dst, name, fmt.Sprint(e.Detail[name]))
	}
	return dst
}

// AppendTextElement writes an element that holds text.
func AppendTextElement(dst []byte, name, text string) []byte {
	dst = append(open(dst, name), '>')
	return closeTag(AppendText(dst, text), name)
}
