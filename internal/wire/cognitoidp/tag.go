package cognitoidp

import (
	"context"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

// TagResource adds tags to a user pool.
func (a *API) TagResource(ctx context.Context, in *cognitoidp.TagResourceRequest) (*cognitoidp.TagResourceResponse, error) {
	if err := a.Pools.Tag(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.TagResourceResponse{}, nil
}

// UntagResource removes tags from a user pool.
func (a *API) UntagResource(ctx context.Context, in *cognitoidp.UntagResourceRequest) (*cognitoidp.UntagResourceResponse, error) {
	if err := a.Pools.Untag(ctx, home(ctx), in); err != nil {
		return nil, err
	}
	return &cognitoidp.UntagResourceResponse{}, nil
}

// ListTagsForResource lists the tags of a user pool.
func (a *API) ListTagsForResource(
	ctx context.Context, in *cognitoidp.ListTagsForResourceRequest,
) (*cognitoidp.ListTagsForResourceResponse, error) {
	tags, err := a.Pools.Tags(ctx, home(ctx), awsapi.Val(in.ResourceArn))
	if err != nil {
		return nil, err
	}
	return &cognitoidp.ListTagsForResourceResponse{Tags: tags}, nil
}
