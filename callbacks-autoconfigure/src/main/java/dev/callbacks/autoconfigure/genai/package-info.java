// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The runs of generative AI in the terms of OpenTelemetry's conventions, which meters and
 * observations share.
 */
@NullMarked
package dev.callbacks.autoconfigure.genai;

import org.jspecify.annotations.NullMarked;
