package userpool

import (
	"context"
	"maps"
	"strings"

	"github.com/sallyport/sallyport/internal/awsapi"
	"github.com/sallyport/sallyport/internal/awsapi/cognitoidp"
)

const maxTags = 50

func tooManyTags() error {
	return cognitoidp.InvalidParameterException("A resource cannot have more than 50 tags.")
}

// taggedPool takes the pool's id out of an ARN, which must be of a pool at home.
func taggedPool(home Home, arn string) (string, error) {
	id, ok := strings.CutPrefix(arn, poolARN(home, ""))
	if !ok || id == "" {
		return "", cognitoidp.ResourceNotFoundException("Resource " + arn + " does not exist.")
	}
	return id, nil
}

// Tags answers ListTagsForResource.
func (s *Service) Tags(ctx context.Context, home Home, arn string) (map[string]string, error) {
	id, err := taggedPool(home, arn)
	if err != nil {
		return nil, err
	}
	pool, err := s.Pool(ctx, home, id)
	if err != nil {
		return nil, err
	}
	if pool.Settings.UserPoolTags == nil {
		return map[string]string{}, nil
	}
	return pool.Settings.UserPoolTags, nil
}

// Tag adds tags to a pool.
func (s *Service) Tag(ctx context.Context, home Home, in *cognitoidp.TagResourceRequest) error {
	id, err := taggedPool(home, awsapi.Val(in.ResourceArn))
	if err != nil {
		return err
	}
	return s.changePool(ctx, home, id, func(pool *Pool) error {
		tags := maps.Clone(pool.Settings.UserPoolTags)
		if tags == nil {
			tags = map[string]string{}
		}
		maps.Copy(tags, in.Tags)
		if len(tags) > maxTags {
			return tooManyTags()
		}
		pool.Settings.UserPoolTags = tags
		return nil
	})
}

// Untag removes tags from a pool.
func (s *Service) Untag(ctx context.Context, home Home, in *cognitoidp.UntagResourceRequest) error {
	id, err := taggedPool(home, awsapi.Val(in.ResourceArn))
	if err != nil {
		return err
	}
	return s.changePool(ctx, home, id, func(pool *Pool) error {
		for _, key := range in.TagKeys {
			delete(pool.Settings.UserPoolTags, key)
		}
		return nil
	})
}
