// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.io.IOException;
import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The configuration of an instance: its broker, its start page, and what pages that other
 * instances have served may ask it.
 */
@Configuration(proxyBeanMethods = false)
@Profile("fleet")
class FleetConfiguration implements WebMvcConfigurer {

	private final String[] instances;

	FleetConfiguration(@Value("${demo.instances}") String[] instances) {
		this.instances = instances;
	}

	@Bean
	static BrokerConnection brokerConnection(@Value("${demo.broker-port}") int port)
			throws IOException, InterruptedException {
		return BrokerConnection.open(port);
	}

	@Override
	public void addCorsMappings(CorsRegistry registry) {
		for (String path : List.of("/fleet/**", "/callbacks/streams/**")) {
			registry.addMapping(path)
				.allowedOrigins(this.instances)
				.allowedMethods("GET", "POST")
				.allowedHeaders("Last-Event-ID");
		}
	}

	@Override
	public void addViewControllers(ViewControllerRegistry registry) {
		registry.addViewController("/").setViewName("forward:/fleet.html");
	}

}
