#!/bin/sh
DEV=$1
NAME=$2

#if [ "$2" = "list" ]
#then
#	/sbin/ip addr show dev $DEV
#	/sbin/ip route show dev $DEV
#	exit
#fi

# set up the device
/sbin/ip link set $DEV up
