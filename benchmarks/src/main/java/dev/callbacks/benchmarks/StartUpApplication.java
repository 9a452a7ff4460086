// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/**
 * An empty application, which prints the time and the cost of its start.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ComponentScan(useDefaultFilters = false)
public class StartUpApplication {

	static final String READY = "READY ";

	static final String STEP = "STEP ";

	/**
	 * Starts the application.
	 * @param arguments whether to print the steps of the start, then the name of a class
	 * that becomes a bean, or an empty text
	 * @throws ClassNotFoundException if there is no such class
	 */
	public static void main(String[] arguments) throws ClassNotFoundException {
		SpringApplication application = new SpringApplication(StartUpApplication.class);
		if (!arguments[1].isEmpty()) {
			application.addPrimarySources(List.of(Class.forName(arguments[1])));
		}
		if (Boolean.parseBoolean(arguments[0])) {
			StartUpProfile profile = new StartUpProfile();
			application.setApplicationStartup(profile);
			ConfigurableApplicationContext context = application.run();
			profile.millis().forEach((step, millis) -> System.out.println(STEP + step + "\t" + millis));
			context.close();
			return;
		}
		ConfigurableApplicationContext context = application.run();
		long ready = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		double cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e6;
		int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
		System.gc();
		System.gc();
		double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
		System.out.println(READY + ready + " " + cpu + " " + heap + " " + classes);
		context.close();
	}

}
