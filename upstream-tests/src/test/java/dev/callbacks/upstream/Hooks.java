// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.upstream;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Installs our hooks before the first test of somebody else, and keeps after the last
 * what they have seen.
 */
public final class Hooks implements LauncherSessionListener {

	private Observation observation;

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		if (Boolean.getBoolean("upstream.hooks")) {
			this.observation = new Observation();
		}
	}

	@Override
	public void launcherSessionClosed(LauncherSession session) {
		if (this.observation != null) {
			this.observation.close();
		}
	}

}
