<?php
heat();
