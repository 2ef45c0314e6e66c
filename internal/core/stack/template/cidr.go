package template

import (
	"math/big"
	"net/netip"
	"strconv"
)

// maxCidrBlocks is the most Fn::Cidr makes.
const maxCidrBlocks = 256

// cidr evaluates [ipBlock, count, cidrBits]: count blocks, each with cidrBits
// bits for hosts, from the start of ipBlock.
func cidr(c call, arg *Value) (*Value, error) {
	if arg == nil || arg.Kind != List || len(arg.Items) != 3 {
		return nil, c.failf(cidrUsage)
	}
	block, err := netip.ParsePrefix(arg.Items[0].Text)
	if err != nil {
		return nil, c.failf(cidrUsage)
	}
	count, errCount := strconv.Atoi(arg.Items[1].Text)
	hostBits, errBits := strconv.Atoi(arg.Items[2].Text)
	bits := block.Addr().BitLen() - hostBits
	if errCount != nil || errBits != nil || count < 1 || count > maxCidrBlocks || hostBits < 1 || bits < block.Bits() {
		return nil, c.failf(cidrUsage)
	}
	if room := bits - block.Bits(); room < 8 && count > 1<<room {
		return nil, c.failf("Template error: Fn::Cidr cannot take %d blocks of %d bits from %s", count, hostBits, block)
	}
	return fromStrings(c.pos, subnets(block.Masked().Addr(), count, hostBits, bits)), nil
}

func subnets(first netip.Addr, count, hostBits, bits int) []string {
	base := new(big.Int).SetBytes(first.AsSlice())
	step := new(big.Int).Lsh(big.NewInt(1), uint(hostBits))
	blocks := make([]string, count)
	for i := range blocks {
		raw := base.FillBytes(make([]byte, first.BitLen()/8))
		addr, _ := netip.AddrFromSlice(raw)
		blocks[i] = netip.PrefixFrom(addr, bits).String()
		base.Add(base, step)
	}
	return blocks
}
